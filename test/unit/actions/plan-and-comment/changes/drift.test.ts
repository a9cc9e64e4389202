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

/** Number of drifted objects, and the rules by which others are noise. */
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
      "the same name in another place, or of another provider",
      "kubernetes_config_map_v1",
      { data: { generation: 1 } },
      { data: { generation: 2 } },
      [1],
    ],
    ["a generation of storage", "google_storage_object", { generation: 1 }, { generation: 2 }, [1]],
    [
      "the address that a load balancer got",
      "kubernetes_ingress_v1",
      { status: [{ load_balancer: [] }] },
      { status: [{ load_balancer: [{ ingress: [{ hostname: "x.example.com" }] }] }] },
      [0, STATUS],
    ],
    [
      "defaults of an object that is read for the first time",
      "kubernetes_job_v1",
      unread,
      { metadata: [{ uid: "u-1", generation: 0 }], spec: [{ mode: "A", selector: [{ b: null }] }] },
      [0, FIRST, FIRST, FIRST],
    ],
    [
      "a value that changed meanwhile",
      "kubernetes_job_v1",
      { ...unread, wait: true },
      { ...unread, wait: false, metadata: [{ uid: "u-1", generation: 0 }] },
      [1, FIRST],
    ],
    ["a default that somebody set", "aws_x", { policy: "" }, { policy: "public" }, [1]],
    ["a label by hand", "kubernetes_pod_v1", { labels: {} }, { labels: { by: "hand" } }, [1]],
    ["an item beside another", "aws_x", { ports: [80] }, { ports: [22, 80] }, [1]],
    ["the first item", "aws_x", { ports: [] }, { ports: [22] }, [1]],
    [
      "a rule that is gone, with all that was blank in it",
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
      "a rule by hand, with all that is blank in it",
      "aws_x",
      { rules: [] },
      { rules: [{ from: [], note: "", port: 22 }] },
      [1],
    ],
    ["a tag without a value by hand", "aws_x", { tags: {} }, { tags: { public: "" } }, [1]],
    ["an item that says nothing", "aws_x", { rules: [] }, { rules: [{ from: [], to: "" }] }, [1]],
    ["a value that changed", "aws_x", { a: 2 }, { a: 1 }, [1]],
    ["a value that went", "aws_x", { a: "x" }, { a: null }, [1]],
    ["zero that went", "aws_x", { a: 0 }, { a: null }, [1]],
  ])("%s", (_, type, before, after, wanted) => {
    expect(sorted(drifted(type, before, after))).toStrictEqual(wanted);
  });

  test("an object that is gone", () => {
    const plan = drifted("aws_x", { a: 1 }, null);
    plan.resource_drift?.[0]?.change.actions.splice(0, 1, "delete");
    expect(sorted(plan)).toStrictEqual([1]);
  });

  test("what a role resource attached is no drift, what a person attached beside it is", () => {
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

  test("a secret that changed is drift: whether it is noise cannot be shown", () => {
    const plan = drifted("aws_x", { a: null }, { a: "" });
    Object.assign(plan.resource_drift?.[0]?.change ?? {}, { after_sensitive: { a: true } });
    expect(sorted(plan)).toStrictEqual([1]);
  });
});

test("each rule is found by its name only", () => {
  const [difference] = driftOf(drifted("aws_x", { a: 1 }, { a: 2 })).drift[0]?.differences ?? [];
  const [change] = drifted("aws_x", null, null).resource_drift ?? [];
  if (difference === undefined || change === undefined) throw new Error("nothing drifted");
  expect(noiseRuleOf(difference, change, new Map())).toBeUndefined();
  expect(new Set(NOISE_RULES.map(({ name }) => name)).size).toBe(NOISE_RULES.length);
});
