import { describe, expect, it, test } from "@jest/globals";
import type { Json, Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { driftOf } from "../../../../../actions/plan-and-comment/src/changes/drift.ts";
import {
  NOISE_RULES,
  noiseRuleOf,
} from "../../../../../actions/plan-and-comment/src/changes/drift-noise.ts";

const drifted = (type: string, before: Json, after: Json, more: Partial<Plan> = {}): Plan => ({
  format_version: "1.2",
  resource_drift: [
    {
      address: `${type}.b`,
      mode: "managed",
      type,
      name: "b",
      change: { actions: ["update"], before, after },
    },
  ],
  ...more,
});

/** Returns the number of drifted objects, and the rules by which other differences are noise. */
const sorted = (plan: Plan): [number, ...string[]] => {
  const { drift, noise } = driftOf(plan);
  return [
    drift.length,
    ...[...drift, ...noise].flatMap((one) => one.noise.map(({ rule }) => rule)),
  ];
};

const [BLANK, COUNTER, STATUS, FIRST, MADE] = NOISE_RULES.map(({ name }) => name) as [
  ...[string, string, string, string, string],
];

describe("driftOf (P-E 31, 97)", () => {
  const unread = { metadata: [{ uid: "", generation: 0 }], spec: [{ mode: "", selector: [] }] };
  it.each<[string, string, Json, Json, [number, ...string[]]]>([
    ["null that became empty", "aws_x", { a: null }, { a: {} }, [0, BLANK]],
    ["an empty text that became null", "aws_x", { a: "" }, { a: null }, [0, BLANK]],
    [
      "a counter of the API server",
      "kubernetes_deployment_v1",
      { metadata: [{ generation: 1, resource_version: "5" }] },
      { metadata: [{ generation: 2, resource_version: "6" }] },
      [0, COUNTER, COUNTER],
    ],
    [
      "the name of a counter at another path",
      "kubernetes_config_map_v1",
      { data: { generation: 1 } },
      { data: { generation: 2 } },
      [1],
    ],
    [
      "a generation of a storage object, of another provider",
      "google_storage_object",
      { generation: 1 },
      { generation: 2 },
      [1],
    ],
    [
      "the address that a load balancer got",
      "kubernetes_ingress_v1",
      { status: [{ load_balancer: [] }] },
      { status: [{ load_balancer: [{ ingress: [{ hostname: "x.example.com" }] }] }] },
      [0, STATUS],
    ],
    [
      "defaults of an object at its first read",
      "kubernetes_job_v1",
      unread,
      { metadata: [{ uid: "u-1", generation: 0 }], spec: [{ mode: "A", selector: [{ b: null }] }] },
      [0, FIRST, FIRST, FIRST],
    ],
    [
      "a value that changed before the first read",
      "kubernetes_job_v1",
      { ...unread, wait: true },
      { ...unread, wait: false, metadata: [{ uid: "u-1", generation: 0 }] },
      [1, FIRST],
    ],
    ["a default that somebody set", "aws_x", { policy: "" }, { policy: "public" }, [1]],
    [
      "a label that somebody added",
      "kubernetes_pod_v1",
      { labels: {} },
      { labels: { by: "hand" } },
      [1],
    ],
    ["an item that somebody added to others", "aws_x", { ports: [80] }, { ports: [22, 80] }, [1]],
    ["the first item of a list", "aws_x", { ports: [] }, { ports: [22] }, [1]],
    [
      "a rule that is gone, together with its blank attributes",
      "aws_x",
      {
        rules: [
          { from: [], port: 443 },
          { from: [], port: 22 },
        ],
      },
      { rules: [{ from: [], port: 443 }] },
      [1],
    ],
    [
      "a rule that somebody added, with its blank attributes",
      "aws_x",
      { rules: [] },
      { rules: [{ from: [], note: "", port: 22 }] },
      [1],
    ],
    [
      "a tag without a value that somebody added",
      "aws_x",
      { tags: {} },
      { tags: { public: "" } },
      [1],
    ],
    [
      "a new item with only blank attributes",
      "aws_x",
      { rules: [] },
      { rules: [{ from: [], to: "" }] },
      [1],
    ],
    ["a value that changed", "aws_x", { a: 2 }, { a: 1 }, [1]],
    ["a value that was removed", "aws_x", { a: "x" }, { a: null }, [1]],
    ["zero that was removed", "aws_x", { a: 0 }, { a: null }, [1]],
  ])("%s", (_, type, before, after, wanted) => {
    expect(sorted(drifted(type, before, after))).toStrictEqual(wanted);
  });

  test("an object that is gone is drift", () => {
    const plan = drifted("aws_x", { a: 1 }, null);
    plan.resource_drift?.[0]?.change.actions.splice(0, 1, "delete");
    expect(sorted(plan)).toStrictEqual([1]);
  });

  test("a policy that a resource attached to a role is no drift, a policy that a person attached is", () => {
    const attachment = { role: "app", policy_arn: "arn:aws:iam::aws:policy/Read" };
    const state = (values: Json) => ({
      prior_state: {
        values: {
          root_module: {
            child_modules: [{ resources: [{ type: "aws_iam_role_policy_attachment", values }] }],
          },
        },
      },
    });
    const before = { name: "app", managed_policy_arns: [] };
    const own = { name: "app", managed_policy_arns: ["arn:aws:iam::aws:policy/Read"] };
    const both = {
      ...own,
      managed_policy_arns: ["arn:aws:iam::aws:policy/Admin", attachment.policy_arn],
    };
    const driftOfRole = (after: Json, values: Json) =>
      sorted(drifted("aws_iam_role", before, after, state(values)));
    expect(driftOfRole(own, attachment)).toStrictEqual([0, MADE]);
    expect(driftOfRole(both, attachment)).toStrictEqual([1, MADE]);
    expect(driftOfRole(own, { ...attachment, role: "other" })).toStrictEqual([1]);
  });

  test("a secret that changed is drift: nobody can see whether it is noise", () => {
    const plan = drifted("aws_x", { a: null }, { a: "" });
    Object.assign(plan.resource_drift?.[0]?.change ?? {}, { after_sensitive: { a: true } });
    expect(sorted(plan)).toStrictEqual([1]);
  });
});

test("a difference without a matching rule is no noise, and the names of the rules are unique", () => {
  const [difference] = driftOf(drifted("aws_x", { a: 1 }, { a: 2 })).drift[0]?.differences ?? [];
  const [change] = drifted("aws_x", null, null).resource_drift ?? [];
  if (difference === undefined || change === undefined) throw new Error("nothing drifted");
  expect(noiseRuleOf(difference, change, new Map())).toBeUndefined();
  expect(new Set(NOISE_RULES.map(({ name }) => name)).size).toBe(NOISE_RULES.length);
});
