import { expect, test } from "@jest/globals";
import { explainCredentials } from "../../../../../actions/lib/aws/credential-failures.ts";

test.each<[string, string, number, string, string, RegExp]>([
  [
    "the secret of another key",
    ...([
      "SignatureDoesNotMatch",
      403,
      "The request signature we calculated does not match",
    ] as const),
    ...(["no-aws-credentials", /AWS_SECRET_ACCESS_KEY again: .* line break/] as const),
  ],
  [
    "a wrong clock, reported with the code of a wrong secret",
    ...([
      "SignatureDoesNotMatch",
      403,
      "Signature expired: 20260101T000000Z is now earlier",
    ] as const),
    ...(["no-aws-credentials", /clock of the runner/] as const),
  ],
  [
    "an expired session",
    ...(["ExpiredToken", 403, "The security token included in the request is expired"] as const),
    ...(["no-aws-credentials", /right before this one/] as const),
  ],
  [
    "a key that does not exist",
    ...([
      "InvalidClientTokenId",
      403,
      "The security token included in the request is invalid",
    ] as const),
    ...(["no-aws-credentials", /set role-arn/] as const),
  ],
  [
    "an incident of STS",
    ...(["ServiceUnavailable", 503, "try again"] as const),
    ...(["sts-unavailable", /health\.aws/] as const),
  ],
])("%s", (_, code, status, summary, reason, fix) => {
  const failure = explainCredentials({ origin: "sts", code, status, summary, host: "sts.test" });
  expect(failure).toMatchObject({ reason, fix: expect.stringMatching(fix) });
  expect(failure.message).toContain(summary);
});

test.each<[string, string, string, RegExp, RegExp]>([
  [
    "a key with a line break",
    "ERR_INVALID_CHAR",
    'Invalid character in header content ["authorization"]',
    /^AWS_ACCESS_KEY_ID or AWS_SESSION_TOKEN has a space/,
    /copy them again/,
  ],
  [
    "a temporary key without its token",
    "InvalidClientTokenId",
    "The security token included in the request is invalid",
    /does not accept/,
    /AWS_SESSION_TOKEN is given with a temporary key .* region of sts\.test/,
  ],
  [
    "a refusal by a VPC endpoint",
    "AccessDenied",
    "User: x is not authorized to perform: sts:GetCallerIdentity because no VPC endpoint policy allows the sts:GetCallerIdentity action",
    /does not say who the credentials belong to/,
    /whoever manages the VPC endpoint/,
  ],
  [
    "a refusal by an organization",
    "AccessDenied",
    "User: x is not authorized to perform: sts:GetCallerIdentity with an explicit deny in a service control policy",
    /does not say who the credentials belong to/,
    /organization's administrators/,
  ],
  [
    "a region without STS",
    "RegionDisabledException",
    "STS is not activated in this region for account:1",
    /does not accept/,
    /^activate STS/,
  ],
])("the fix for %s is more than role-arn", (_, code, summary, message, fix) => {
  const failure = explainCredentials({ origin: "sts", code, summary, host: "sts.test" });
  expect(failure).toMatchObject({
    reason: "no-aws-credentials",
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
  });
});
