import { describe, expect, test } from "@jest/globals";
import {
  accessEntryCommands,
  explain,
  principalOf,
  ruleFrom,
} from "../../../../../actions/kube-deploy/src/cluster/explain.ts";
import type { Where } from "../../../../../actions/kube-deploy/src/cluster/explain.ts";
import {
  explainTerraform,
  waitedForRollout,
} from "../../../../../actions/kube-deploy/src/deploy/explain.ts";
import {
  ApiError,
  ConnectionError,
  connectionError,
} from "../../../../../actions/kube-deploy/src/api/errors.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";

const eks = {
  cluster: "fleet-dev",
  region: "eu-west-1",
  partition: "aws",
  arn: "arn:aws:sts::111122223333:assumed-role/fleet-deploy/gha-77-1",
  publicAccess: true,
  publicRanges: ["0.0.0.0/0"],
};
const where: Where = { server: "https://cluster", eks };
const other: Where = { server: "https://cluster" };

describe("principal", () => {
  test.each([
    [eks.arn, "arn:aws:iam::111122223333:role/fleet-deploy"],
    ["arn:aws-cn:sts::1:assumed-role/r/s", "arn:aws-cn:iam::1:role/r"],
    ["arn:aws:iam::111122223333:user/jane", "arn:aws:iam::111122223333:user/jane"],
  ])("of %s", (arn, principal) => {
    expect(principalOf(arn)).toBe(principal);
  });

  test("the commands fit the partition", () => {
    expect(accessEntryCommands({ ...eks, partition: "aws-us-gov" })).toContain(
      "--policy-arn arn:aws-us-gov:eks::aws:cluster-access-policy/",
    );
  });
});

describe("the API's answers", () => {
  const rows: [string, Error, Where, string, RegExp][] = [
    ["401", new ApiError(401, "", "Unauthorized"), where, "cluster-unauthorized", /create-access/],
    ["401", new ApiError(401, "", "Unauthorized"), other, "cluster-unauthorized", /kubeconfig/],
    ["403", new ApiError(403, "", "pods is forbidden"), where, "cluster-forbidden", /policy/],
    ["500", new ApiError(500, "", "etcd"), where, "cluster-error", /again/],
    [
      "private endpoint",
      new ConnectionError("timeout", "ETIMEDOUT", "slow"),
      { ...where, eks: { ...eks, publicAccess: false } },
      "cluster-unreachable",
      /inside its VPC/,
    ],
    [
      "address ranges",
      new ConnectionError("timeout", "ETIMEDOUT", "slow"),
      { ...where, eks: { ...eks, publicRanges: ["203.0.113.0/24"] } },
      "cluster-unreachable",
      /203\.0\.113\.0\/24/,
    ],
    [
      "certificate",
      new ConnectionError("certificate", "SELF_SIGNED_CERT_IN_CHAIN", "self-signed"),
      where,
      "cluster-certificate",
      /replaced/,
    ],
  ];
  test.each(rows)("K-E 7: %s is %#", (_, error, place, reason, fix) => {
    const explained = explain(error, place) as ActionError;
    expect(explained).toBeInstanceOf(ActionError);
    expect(explained.reason).toBe(reason);
    expect(explained.fix).toMatch(fix);
  });

  test("anything else stays what it is", () => {
    const error = new TypeError("a bug");
    expect(explain(error, where)).toBe(error);
  });

  test.each([
    ["ENOTFOUND", "name"],
    ["EHOSTUNREACH", "refused"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate"],
    ["ECONNRESET", "lost"],
    ["EWHATEVER", "other"],
  ])("%s counts as %s", (code, fault) => {
    expect(connectionError(Object.assign(new Error("x"), { code })).fault).toBe(fault);
  });

  test("the rule of a refusal", () => {
    const text =
      'storageclasses.storage.k8s.io "gp3" is forbidden: User "system:serviceaccount:default:limited" cannot get resource "storageclasses" in API group "storage.k8s.io" at the cluster scope';
    expect(ruleFrom(text)).toStrictEqual({
      apiGroups: ["storage.k8s.io"],
      resources: ["storageclasses"],
      verbs: ["get"],
    });
    expect(ruleFrom("no")).toBeUndefined();
  });
});

describe("terraform's errors", () => {
  const failure = (message: string, detail = "") =>
    new ActionError({
      reason: "apply-failed",
      message: `terraform apply failed: ${message}`,
      detail,
    });
  const rows: [string, string, RegExp][] = [
    [
      'namespaces "shop" is forbidden: User "x" cannot get resource "namespaces" in API group "" in the namespace "shop"',
      "cluster-forbidden",
      /"resources":\["namespaces"\]/,
    ],
    ["kubernetes_namespace_v1.app: Unauthorized", "cluster-unauthorized", /get-token/],
    [
      'Get "https://10.0.0.1/api": dial tcp 10.0.0.1:443: connect: connection refused',
      "cluster-unreachable",
      /runner can reach/,
    ],
    ["tls: x509: certificate signed by unknown authority", "cluster-certificate", /replaced/],
    ["getting credentials: exec: executable aws not found", "exec-plugin-missing", /install it/],
    ['pods "x" is forbidden: exceeded quota: q', "quota-exceeded", /ResourceQuota/],
    ['violates PodSecurity "restricted:latest"', "pod-security", /securityContext/],
    ['admission webhook "v.example" denied the request', "admission-denied", /policy/],
    ["an error of another provider", "apply-failed", /^$/],
  ];
  test.each(rows)("K-E 84: %s", (text, reason, fix) => {
    const explained = explainTerraform(failure(text.slice(0, 20), text), where) as ActionError;
    expect(explained.reason).toBe(reason);
    expect(explained.fix ?? "").toMatch(fix);
    expect(explained.detail).toBe(text);
  });

  test("an error with a reason of its own keeps it", () => {
    const error = new ActionError({ reason: "state-locked", message: "Unauthorized" });
    expect(explainTerraform(error, where)).toBe(error);
  });

  test.each([
    ["Waiting for rollout to finish: 1 out of 2 new replicas have been updated...", true],
    ["Deployment exceeded its progress deadline", true],
    ["Unauthorized", false],
  ])("K-E 78, 79: %s", (text, expected) => {
    expect(waitedForRollout(failure(text))).toBe(expected);
  });
});
