import { describe, expect, it, test } from "@jest/globals";
import type { Json, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import {
  goesWithItsHolder,
  limitOf,
} from "../../../../../actions/plan-and-comment/src/risks/limits.ts";

const gone = (type: string, before: Json): ResourceChange => ({
  address: `${type}.x`,
  mode: "managed",
  type,
  name: "x",
  change: { actions: ["delete"], before, after: null },
});

const DENIAL = JSON.stringify({ Statement: { Effect: "Deny", Principal: "*", Action: "s3:*" } });

describe("what is open without the limit", () => {
  it.each<[string, Json, string | undefined]>([
    ["kubernetes_network_policy_v1", {}, "what it blocked is open"],
    [
      "kubernetes_manifest",
      { manifest: { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" } },
      "what it blocked is open",
    ],
    ["aws_s3_account_public_access_block", {}, "what it blocked is open"],
    ["aws_s3_bucket_policy", { policy: DENIAL }, "what it denied is no longer denied"],
    ["aws_s3_bucket_policy", { policy: DENIAL.replace("Deny", "Allow") }, undefined],
    ["aws_s3_bucket", { policy: DENIAL }, undefined],
    ["aws_s3_bucket_policy", {}, undefined],
  ])("%s %j", (type, before, text) => {
    expect(limitOf(gone(type, before))).toBe(text);
  });

  test("a sensitive policy is not reported", () => {
    const policy = gone("aws_s3_bucket_policy", { policy: DENIAL });
    policy.change.before_sensitive = { policy: true };
    expect(limitOf(policy)).toBeUndefined();
  });
});

describe("a limit is destroyed together with what it limits:", () => {
  const policyOf = (namespace: string) =>
    gone("kubernetes_network_policy_v1", { id: `${namespace}/p`, metadata: [{ namespace }] });
  const namespace = gone("kubernetes_namespace_v1", { id: "shop" });
  const written = gone("kubernetes_manifest", {
    manifest: { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
  });
  const bucket = gone("aws_s3_bucket", { id: "b" });
  const block = gone("aws_s3_bucket_public_access_block", { id: "b", bucket: "b" });
  it.each<[string, ResourceChange, ResourceChange[], boolean]>([
    ["a namespace", policyOf("shop"), [namespace], true],
    ["a namespace in a manifest", policyOf("shop"), [written], true],
    ["not with another namespace", policyOf("other"), [namespace, written], false],
    ["a bucket", block, [bucket], true],
    ["not with another bucket", block, [gone("aws_s3_bucket", { id: "c" })], false],
    [
      "not with an object that only has the same id",
      block,
      [gone("aws_s3_bucket_versioning", { id: "b" })],
      false,
    ],
    ["not if only the limit itself is destroyed", block, [block], false],
    ["not with an object without a name", block, [gone("aws_s3_bucket", { id: "" })], false],
    ["not if it limits nothing", gone("aws_s3_bucket_acl", { id: "b" }), [bucket], false],
    // The JSON that another maker's tool printed had no type.
    ["not if it has no type", gone(undefined as unknown as string, null), [bucket], false],
    [
      "a role",
      gone("aws_iam_role_policy", { id: "r:p", role: "r", policy: DENIAL }),
      [gone("aws_iam_role", { id: "r" })],
      true,
    ],
  ])("%s", (_, limit, destroyed, isIt) => {
    expect(goesWithItsHolder(limit, destroyed)).toBe(isIt);
  });
});
