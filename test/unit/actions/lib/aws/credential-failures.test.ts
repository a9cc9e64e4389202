import { expect, test } from "@jest/globals";
import { explainCredentials } from "../../../../../actions/lib/aws/credential-failures.ts";

test.each<[string, string, number, string, string, RegExp]>([
  [
    "a secret of another key",
    ...([
      "SignatureDoesNotMatch",
      403,
      "The request signature we calculated does not match",
    ] as const),
    ...(["no-aws-credentials", /AWS_SECRET_ACCESS_KEY again: .* line break/] as const),
  ],
  [
    "a clock that is wrong, with the code of a wrong secret",
    ...([
      "SignatureDoesNotMatch",
      403,
      "Signature expired: 20260101T000000Z is now earlier",
    ] as const),
    ...(["no-aws-credentials", /clock of the runner/] as const),
  ],
  [
    "a session that is over",
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
