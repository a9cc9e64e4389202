import { expect, test } from "@jest/globals";
import type { Overview } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { factsOf } from "../../../../../actions/plan-and-comment/src/labels/facts.ts";

const overview = (counts: Record<string, number>, drift = 0) => {
  const list = (length = 0) => Array.from({ length });
  return {
    changes: {
      destroy: list(counts["destroy"]),
      replace: list(counts["replace"]),
      change: list(counts["change"]),
      create: list(counts["create"]),
    },
    drift: list(drift),
  } as unknown as Overview;
};

test.each([
  [overview({}), false, false, ["no-changes"]],
  [
    overview({ destroy: 1, replace: 2, change: 3, create: 4 }),
    true,
    false,
    ["destroy", "replace", "change", "create"],
  ],
  [overview({}, 1), true, false, ["drift"]],
  [overview({ create: 1 }), true, true, ["create", "policy-denied"]],
])("plan %# has the right facts for labels", (plan, changed, isDenied, facts) => {
  expect(factsOf(plan, changed, isDenied)).toStrictEqual(facts);
});
