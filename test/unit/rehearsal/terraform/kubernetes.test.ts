import { describe, expect, it } from "@jest/globals";
import { attributeKey, isInternal } from "../../../../rehearsal/terraform/kubernetes/names.ts";
import { patchOf } from "../../../../rehearsal/terraform/kubernetes/patch.ts";
import type { Operation } from "../../../../rehearsal/terraform/kubernetes/patch.ts";
import { toManifest } from "../../../../rehearsal/terraform/kubernetes/manifest.ts";
import type { JsonObject } from "../../../../rehearsal/terraform/kubernetes/manifest.ts";

describe("names of the Kubernetes API", () => {
  it.each([
    ["replicas", "replicas"],
    ["run_as_user", "runAsUser"],
    ["cluster_ip", "clusterIP"],
    ["cluster_ips", "clusterIPs"],
    ["load_balancer_ip", "loadBalancerIP"],
  ])("%s is %s", (terraform, kubernetes) => {
    expect(attributeKey(terraform)).toBe(kubernetes);
  });

  it.each([
    ["kubernetes.io/metadata.name", true],
    ["deployment.kubernetes.io/revision", true],
    ["pod-security.kubernetes.io/enforce", true],
    ["app.kubernetes.io/name", false],
    ["service.beta.kubernetes.io/aws-load-balancer-type", false],
    ["eks.amazonaws.com/role-arn", false],
    ["app", false],
  ])("the label %s is internal: %s", (key, expected) => {
    expect(isInternal(key)).toBe(expected);
  });
});

describe("the manifest of a planned state", () => {
  const label = { label_selector: [{ match_labels: { app: "web" } }] };
  const schema = {
    block_types: {
      topology_spread_constraint: {
        nesting_mode: "list" as const,
        block: {
          block_types: {
            // The schema allows several, but the API has one object here.
            label_selector: {
              nesting_mode: "list" as const,
              block: { attributes: { match_labels: { type: "map", optional: true } } },
            },
          },
        },
      },
    },
  };

  it("has an object as the label selector of a topology spread constraint", () => {
    const kind = { apiVersion: "v1", kind: "Spread" } as Parameters<typeof toManifest>[0];
    const state = { topology_spread_constraint: [label, label] };
    const one = { labelSelector: { matchLabels: { app: "web" } } };
    expect(toManifest(kind, schema, state)).toMatchObject({
      topologySpreadConstraints: [one, one],
    });
  });
});

describe("the patch of an update", () => {
  const object = (labels: JsonObject | undefined, spec: JsonObject): JsonObject => ({
    kind: "Service",
    metadata: { name: "a", ...(labels ? { labels } : {}) },
    spec,
  });

  it.each<[string, JsonObject, JsonObject, JsonObject, Operation[]]>([
    [
      "no operation without a difference",
      object({ a: "1" }, { x: 1 }),
      object({ a: "1" }, { x: 1 }),
      object({ a: "1" }, { x: 1 }),
      [],
    ],
    [
      "a complete part",
      object(undefined, { x: 1 }),
      object(undefined, { x: 2 }),
      object(undefined, { x: 1, y: 1 }),
      [{ op: "replace", path: "/spec", value: { x: 2 } }],
    ],
    [
      "single labels, escaped",
      object({ "a/b": "1", "c~d": "1" }, {}),
      object({ "a/b": "2" }, {}),
      object({ "a/b": "1", "c~d": "1", theirs: "1" }, {}),
      [
        { op: "remove", path: "/metadata/labels/c~0d" },
        { op: "add", path: "/metadata/labels/a~1b", value: "2" },
      ],
    ],
    [
      "the first label",
      object(undefined, {}),
      object({ a: "1" }, {}),
      object(undefined, {}),
      [{ op: "add", path: "/metadata/labels", value: { a: "1" } }],
    ],
    [
      "no label that is already gone",
      object({ a: "1" }, {}),
      object(undefined, {}),
      object(undefined, {}),
      [],
    ],
  ])("has %s", (_, before, wanted, current, expected) => {
    expect(patchOf(before, wanted, current)).toStrictEqual(expected);
  });
});
