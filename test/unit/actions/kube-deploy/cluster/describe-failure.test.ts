import { expect, test } from "@jest/globals";
import { describeError } from "../../../../../actions/kube-deploy/src/cluster/describe-failure.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";

const SESSION = {
  region: "cn-north-1",
  accountId: "111122223333",
  partition: "aws-cn",
  arn: "arn:aws-cn:sts::111122223333:assumed-role/deploy/gha",
};
const thrown = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, $fault: "client", ...more });
const DENIED =
  "User: arn:aws-cn:sts::111122223333:assumed-role/deploy/gha is not authorized to perform: eks:DescribeCluster on resource: arn:aws-cn:eks:cn-north-1:111122223333:cluster/shop";
const STATEMENT =
  '{"Effect":"Allow","Action":"eks:DescribeCluster","Resource":"arn:aws-cn:eks:cn-north-1:111122223333:cluster/shop"}';

test.each<[string, Error, string, string | RegExp]>([
  [
    "no cluster",
    thrown("ResourceNotFoundException", "No cluster"),
    "cluster-not-found",
    /^correct/,
  ],
  [
    "a missing permission",
    thrown("AccessDeniedException", DENIED),
    "describe-cluster-failed",
    `add to the role's policy: ${STATEMENT}`,
  ],
  [
    "a missing permission, without a message",
    thrown("AccessDeniedException", ""),
    "describe-cluster-failed",
    `add to the policy of ${SESSION.arn}: ${STATEMENT}`,
  ],
  [
    "a policy of the organization",
    thrown("AccessDeniedException", `${DENIED} with an explicit deny in a service control policy`),
    "describe-cluster-failed",
    /^a service control policy denies it, so an allow in the role cannot help/,
  ],
  [
    "a permissions boundary",
    thrown(
      "AccessDeniedException",
      `${DENIED} because no permissions boundary allows the eks:DescribeCluster action`,
    ),
    "describe-cluster-failed",
    /whoever set the permissions boundary/,
  ],
  [
    "a wrong clock",
    thrown("InvalidSignatureException", "Signature expired: 1 is now earlier"),
    "describe-cluster-failed",
    /^set the clock/,
  ],
  [
    "expired credentials",
    thrown("ExpiredTokenException", "expired"),
    "describe-cluster-failed",
    /last longer$/,
  ],
  [
    "keys of another partition",
    thrown("UnrecognizedClientException", "invalid"),
    "describe-cluster-failed",
    /enabled the region$/,
  ],
  [
    "a host name that cannot be resolved",
    thrown("Error", "getaddrinfo ENOTFOUND eks.cn-north-1.amazonaws.com.cn"),
    "describe-cluster-failed",
    /^check that the runner reaches EKS/,
  ],
  [
    "an unknown certificate authority",
    thrown("Error", "self-signed certificate in certificate chain"),
    "describe-cluster-failed",
    /NODE_EXTRA_CA_CERTS/,
  ],
  [
    "a login page",
    Object.assign(new SyntaxError("Unexpected token <"), { $response: { statusCode: 200 } }),
    "describe-cluster-failed",
    /^let the proxy or firewall of the runner pass requests to EKS/,
  ],
  [
    "an error of EKS",
    thrown("ServerException", "x"),
    "describe-cluster-failed",
    /^run the job again/,
  ],
])("%s", (_, error, reason, fix) => {
  const failure = describeError(error, "shop", SESSION);
  expect(failure.reason).toBe(reason);
  if (typeof fix === "string") expect(failure.fix).toBe(fix);
  else expect(failure.fix).toMatch(fix);
});

test("an error about assuming the role stays as it is", () => {
  const error = new ActionError({ reason: "assume-role-failed", message: "refused" });
  expect(describeError(error, "shop", SESSION)).toBe(error);
});
