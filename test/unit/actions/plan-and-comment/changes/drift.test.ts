import { describe, expect, it, test } from "@jest/globals";
import type { Change, Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { driftOf } from "../../../../../actions/plan-and-comment/src/changes/drift.ts";

describe("driftOf (P-E 31, 97)", () => {
  const drifted = (before: object, after: object, more: Partial<Plan> = {}): Plan => ({
    format_version: "1.2",
    resource_drift: [
      {
        address: "a.b",
        mode: "managed",
        type: "a",
        name: "b",
        change: { actions: ["update"], before, after } as Change,
      },
    ],
    ...more,
  });
  const reaction = {
    resource_changes: [
      { address: "a.b", mode: "managed", type: "a", name: "b", change: { actions: ["update"] } },
    ],
  } satisfies Partial<Plan>;
  it.each<[string, Plan, number]>([
    ["null that became empty", drifted({ a: null }, { a: {} }), 0],
    ["a counter", drifted({ generation: 1 }, { generation: 2 }), 0],
    ["a default that the server filled in", drifted({ a: "" }, { a: "Always" }), 0],
    ["the same, when the plan undoes it", drifted({ a: "" }, { a: "Always" }, reaction), 1],
    [
      "the same, when the plan depends on it",
      drifted(
        { a: [{ b: "" }] },
        { a: [{ b: "x" }] },
        {
          relevant_attributes: [{ resource: "a.b", attribute: ["a", 0] }],
        },
      ),
      1,
    ],
    ["a value that changed", drifted({ a: 2 }, { a: 1 }), 1],
    ["a value that went", drifted({ a: "x" }, { a: null }), 1],
  ])("%s: %#", (_, plan, count) => {
    expect(driftOf(plan)).toHaveLength(count);
  });

  test("an object that is gone", () => {
    const plan = drifted({ a: 1 }, {});
    plan.resource_drift?.[0]?.change.actions.splice(0, 1, "delete");
    expect(driftOf(plan)).toHaveLength(1);
  });
});
