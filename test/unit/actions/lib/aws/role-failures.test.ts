import { expect, it, test } from "@jest/globals";
import { explainRefusal } from "../../../../../actions/lib/aws/role-failures.ts";
import type { RoleRefusal } from "../../../../../actions/lib/aws/role-failures.ts";

const TOKEN = `header.${Buffer.from(
  JSON.stringify({
    iss: "https://token.actions.githubusercontent.com",
    sub: "repo:example-org/fleet:environment:dev",
    aud: "sts.amazonaws.com",
  }),
).toString("base64url")}.signature`;

const refusal = (change: Partial<RoleRefusal>): RoleRefusal => ({
  origin: "sts",
  summary: "",
  token: TOKEN,
  host: "sts.eu-west-1.amazonaws.com",
  roleArn: "arn:aws:iam::444455556666:role/fleet-deploy",
  ...change,
});

const invalid = (summary: string) => ({ code: "InvalidIdentityToken", status: 400, summary });

it.each<[string, Partial<RoleRefusal>, string, RegExp, RegExp]>([
  [
    "no OIDC provider in the account",
    invalid(
      "No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com",
    ),
    "assume-role-failed",
    /^account 444455556666 has no IAM OIDC provider for https:\/\/token\.actions/,
    /create-open-id-connect-provider --url https:\/\/token\.actions\.githubusercontent\.com --client-id-list sts\.amazonaws\.com$/,
  ],
  [
    "an audience that the provider does not know, in a region of China",
    { ...invalid("Incorrect token audience"), roleArn: "arn:aws-cn:iam::444455556666:role/r" },
    "assume-role-failed",
    /does not accept the audience sts\.amazonaws\.com$/,
    /set oidc-audience .* arn:aws-cn:iam::444455556666:oidc-provider\/token\.actions/,
  ],
  [
    "a verification key that AWS cannot retrieve",
    invalid("Couldn't retrieve verification key from your identity provider"),
    "sts-unavailable",
    /verification key of GitHub's OIDC tokens$/,
    /run the job again/,
  ],
  [
    "the certificate of a proxy",
    { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE", summary: "unable to verify the first certificate" },
    "sts-unavailable",
    /does not trust the certificate of STS \(sts\.eu-west-1\.amazonaws\.com\)/,
    /^set NODE_EXTRA_CA_CERTS, and AWS_CA_BUNDLE for terraform, to the CA file/,
  ],
  [
    "a proxy that speaks no TLS",
    { code: "ERR_SSL_WRONG_VERSION_NUMBER", summary: "ssl3_get_record:wrong version number" },
    "sts-unavailable",
    /STS did not answer/,
    /HTTPS_PROXY/,
  ],
  [
    "throttling",
    { code: "ThrottlingException", status: 400, summary: "Rate exceeded" },
    "sts-unavailable",
    /did not serve the request \(sts\.eu-west-1\.amazonaws\.com\): Rate exceeded/,
    /run the job again/,
  ],
  [
    "text of a proxy",
    { code: "UnreadableAnswer", summary: "the answer (403) is not XML of STS" },
    "sts-unavailable",
    /\(sts\.eu-west-1\.amazonaws\.com\): the answer \(403\) is not XML of STS$/,
    /proxy or gateway.*HTTPS_PROXY/,
  ],
  [
    "a host that DNS does not know",
    { code: "EAI_AGAIN", summary: "getaddrinfo EAI_AGAIN" },
    "sts-unavailable",
    /^STS did not answer \(sts\.eu-west-1\.amazonaws\.com\)/,
    /NO_PROXY/,
  ],
  [
    "a region that does not exist",
    {
      code: "ENOTFOUND",
      summary: "getaddrinfo ENOTFOUND sts.eu-north-9.amazonaws.com",
      host: "sts.eu-north-9.amazonaws.com",
    },
    "sts-unavailable",
    /^STS did not answer \(sts\.eu-north-9\.amazonaws\.com\)/,
    /^check aws-region: eu-north-9 may not be a region of AWS; if it is one, check that the runner reaches sts\.eu-north-9/,
  ],
  [
    "an endpoint of a VPC that DNS does not know",
    {
      code: "ENOTFOUND",
      summary: "getaddrinfo ENOTFOUND vpce-1.sts.eu-north-1.vpce.amazonaws.com",
      host: "vpce-1.sts.eu-north-1.vpce.amazonaws.com",
    },
    "sts-unavailable",
    /did not answer/,
    /^check that the runner reaches vpce-1/,
  ],
  [
    "an expired token",
    { code: "ExpiredTokenException", status: 400, summary: "Token expired" },
    "assume-role-failed",
    /Token expired$/,
    /clock of the runner/,
  ],
  [
    "a role of another partition",
    { code: "ValidationError", status: 400, summary: "Request ARN is invalid" },
    "assume-role-failed",
    /Request ARN is invalid$/,
    /correct role-arn/,
  ],
  [
    "an explicit deny",
    {
      code: "AccessDenied",
      status: 403,
      summary:
        "User: x is not authorized to perform: sts:AssumeRoleWithWebIdentity on resource: arn:aws:iam::444455556666:role/r with an explicit deny in a resource control policy",
    },
    "assume-role-failed",
    /explicit deny/,
    /^a resource control policy denies it, so an allow in the role cannot help: ask the organization's administrators/,
  ],
  [
    "a thumbprint of an older certificate",
    invalid("OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"),
    "assume-role-failed",
    /certificate doesn't match configured thumbprint$/,
    /update-open-id-connect-provider-thumbprint --open-id-connect-provider-arn arn:aws:iam::444455556666:oidc-provider\/token\.actions/,
  ],
  [
    "a region where STS is not active",
    {
      code: "RegionDisabledException",
      status: 403,
      summary: "STS is not activated in this region for account:444455556666",
    },
    "assume-role-failed",
    /not activated in this region/,
    /activate STS for the region in the account settings of IAM in account 444455556666, or set aws-region to another one/,
  ],
  [
    "the page of a proxy",
    { code: "Unknown", status: 403, summary: "Unknown" },
    "sts-unavailable",
    /^sts\.eu-west-1\.amazonaws\.com answered 403 with something that STS does not send: a proxy or gateway answered instead$/,
    /HTTPS_PROXY and NO_PROXY/,
  ],
  [
    "a request that STS calls invalid",
    { code: "PackedPolicyTooLarge", status: 400, summary: "Packed size of tags is 120%" },
    "assume-role-failed",
    /Packed size of tags is 120%$/,
    /^correct what STS names/,
  ],
])("explains %s", (_, change, reason, message, fix) => {
  const failure = explainRefusal(refusal(change));
  expect(failure.reason).toBe(reason);
  expect(failure.message).toMatch(message);
  expect(failure.fix).toMatch(fix);
  expect(failure.fix).not.toContain("trust policy");
});

test("a refused trust shows the claims, and says that AWS gives the same answer for a missing role", () => {
  const summary = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
  const { fix } = explainRefusal(refusal({ code: "AccessDenied", status: 403, summary }));
  expect(fix).toContain("sub=repo:example-org/fleet:environment:dev");
  expect(fix).toContain("AWS gives the same answer for a role that does not exist");
});

test("names the refused action if it is not the one that every run needs", () => {
  const summary =
    "User: x is not authorized to perform: sts:TagSession on resource: arn:aws:iam::444455556666:role/fleet-deploy";
  expect(explainRefusal(refusal({ code: "AccessDenied", status: 403, summary })).fix).toBe(
    "let the trust policy of arn:aws:iam::444455556666:role/fleet-deploy allow sts:TagSession in addition to sts:AssumeRoleWithWebIdentity",
  );
});

test("says how to log in to a proxy", () => {
  const summary = "tunneling socket could not be established, statusCode=407";
  expect(explainRefusal(refusal({ code: "ECONNRESET", summary }))).toMatchObject({
    reason: "sts-unavailable",
    message: expect.stringContaining("sts.eu-west-1.amazonaws.com"),
    fix: expect.stringMatching(/HTTPS_PROXY, as http:\/\/user:password@/),
  });
});

const tokenOf = (iss: string) =>
  `header.${Buffer.from(JSON.stringify({ iss, aud: "sts.amazonaws.com" })).toString("base64url")}.x`;

it.each<[string, boolean]>([
  ["https://token.actions.githubusercontent.com/acme", true],
  ["https://token.actions.acme.ghe.com", true],
  ["https://ghes.acme.example/_services/token", false],
  ["https://ghe.com.acme.example/_services/token", false],
])("a missing verification key of %s is a problem of GitHub: %s", (issuer, isOfGitHub) => {
  const { reason, message, fix } = explainRefusal(
    refusal({ ...invalid("Couldn't retrieve verification key"), token: tokenOf(issuer) }),
  );
  expect(reason).toBe("sts-unavailable");
  expect(fix).toMatch(isOfGitHub ? /temporary problem/ : /^let AWS reach .*over the internet/);
  if (!isOfGitHub)
    expect([message, fix]).toStrictEqual(Array(2).fill(expect.stringContaining(issuer)));
});

it.each<[Partial<RoleRefusal>, string, RegExp]>([
  [{ code: "RequestTimeout", status: 408, summary: "timeout" }, "sts-unavailable", /^run the job/],
  [{ code: "Unknown", status: 408, summary: "" }, "sts-unavailable", /./],
  [
    { code: "IDPRejectedClaim", status: 403, summary: "The identity provider rejected the claim" },
    "assume-role-failed",
    /^run the job again: the OIDC token has expired/,
  ],
])("%j: %s", (said, reason, fix) => {
  expect(explainRefusal(refusal(said))).toMatchObject({
    reason,
    fix: expect.stringMatching(fix),
  });
});
