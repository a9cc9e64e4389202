import { describe, expect, test } from "@jest/globals";
import { ApiError, ConnectionError } from "../../../../../actions/kube-deploy/src/api/errors.ts";
import { RULES, toActionError } from "../../../../../actions/kube-deploy/src/cluster/failure.ts";
import { REFUSALS } from "../../../../../actions/lib/cluster/refusals.ts";
import { FORBIDDEN, cluster, eks, server } from "./clusters.ts";

const timeout = new ConnectionError("timeout", "ETIMEDOUT", "slow");
const KNOWN: [string, ApiError | ConnectionError, typeof cluster, string, RegExp, RegExp][] = [
  [
    "401",
    new ApiError(401, "", "Unauthorized"),
    cluster,
    "cluster-unauthorized",
    /does not know arn:aws:iam::111122223333:role\/fleet-deploy/,
    /create-access-entry .* && aws eks associate-access-policy/,
  ],
  [
    "401 without EKS",
    new ApiError(401, "", "Unauthorized"),
    server,
    "cluster-unauthorized",
    /kubeconfig's credentials/,
    /renew/,
  ],
  [
    "403",
    new ApiError(403, "Forbidden", FORBIDDEN),
    cluster,
    "cluster-forbidden",
    /refused \(403\): storageclasses/,
    /grant the rule {"apiGroups":\["storage.k8s.io"\],"resources":\["storageclasses"\],"verbs":\["get"\]}; on EKS: aws eks associate-access-policy/,
  ],
  [
    "403 with another message",
    new ApiError(403, "", "no"),
    server,
    "cluster-forbidden",
    /no$/,
    /^grant the named right$/,
  ],
  [
    "a webhook that does not answer",
    new ApiError(
      500,
      "InternalError",
      'Internal error occurred: failed calling webhook "checks.example": failed to call webhook: Post "https://checks.guard.svc:8443/v": no endpoints available for service "checks"',
    ),
    cluster,
    "webhook-unavailable",
    /checks\.example does not answer/,
    /kubectl get endpointslices,pods --namespace guard/,
  ],
  ["500", new ApiError(500, "", "etcd"), cluster, "cluster-error", /500: etcd/, /again/],
  [
    "a private endpoint",
    timeout,
    { ...cluster, eks: { ...eks, publicAccess: false } },
    "cluster-unreachable",
    /does not answer \(ETIMEDOUT\)/,
    /inside its VPC/,
  ],
  [
    "an endpoint with restricted address ranges",
    timeout,
    { ...cluster, eks: { ...eks, publicRanges: ["203.0.113.0/24"] } },
    "cluster-unreachable",
    /https:\/\/cluster/,
    /203\.0\.113\.0\/24/,
  ],
  [
    "an error without a code",
    new ConnectionError("other", "", "the answer is too large"),
    cluster,
    "cluster-unreachable",
    /too large/,
    /runner can reach/,
  ],
  [
    "an unknown certificate",
    new ConnectionError("certificate", "SELF_SIGNED_CERT_IN_CHAIN", "self-signed"),
    cluster,
    "cluster-certificate",
    /SELF_SIGNED_CERT_IN_CHAIN/,
    /replaced/,
  ],
];

describe("toActionError", () => {
  test.each(KNOWN)("K-E 7: %s", (_, error, context, reason, message, fix) => {
    const explained = toActionError(error, context);
    expect(explained.reason).toBe(reason);
    expect(explained.message).toMatch(message);
    expect(explained.fix).toMatch(fix);
    expect(explained.cause).toBe(error);
  });

  test("the table above covers every rule for answers of the API", () => {
    const own = RULES.filter((rule) => !(REFUSALS as readonly unknown[]).includes(rule));
    const missing = own.filter(
      ({ origin, reason }) => origin !== "provider" && !KNOWN.some((row) => row[3] === reason),
    );
    expect(missing).toStrictEqual([]);
  });
});
