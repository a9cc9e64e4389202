import { expect, it } from "@jest/globals";
import type { Marks, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { isConsequence } from "../../../../../actions/plan-and-comment/src/changes/consequence.ts";

const replaced = (
  unknown: Marks,
  paths: (string | number)[][],
  reason = "replace_because_cannot_update",
): ResourceChange => ({
  address: "t.a",
  mode: "managed",
  type: "t",
  name: "a",
  action_reason: reason,
  change: { actions: ["delete", "create"], after_unknown: unknown, replace_paths: paths },
});

it.each<[string, ResourceChange, boolean]>([
  ["the forcing attribute is known", replaced({}, [["ns"]]), false],
  ["the forcing attribute is unknown", replaced({ ns: true }, [["ns"]]), true],
  [
    "the forcing attribute is inside an unknown value",
    replaced({ spec: [true] }, [["spec", 0, "ns"]]),
    true,
  ],
  ["one of two forcing attributes is known", replaced({ a: true }, [["a"], ["b"]]), false],
  ["no attribute forces it", replaced({ ns: true }, []), false],
  ["the object is tainted", replaced({ ns: true }, [["ns"]], "replace_because_tainted"), false],
])("%s (P-E 99)", (_, change, wanted) => {
  expect(isConsequence(change)).toBe(wanted);
});
