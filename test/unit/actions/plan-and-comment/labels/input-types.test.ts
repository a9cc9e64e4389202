import { expect, test } from "@jest/globals";
import { planLabels } from "../../../../../actions/plan-and-comment/src/labels/input-types.ts";

test("reads the name of the label for each fact about a plan", () => {
  expect(planLabels.parse("destroy: terraform-destroy\nno-changes: 22.10")).toStrictEqual({
    destroy: "terraform-destroy",
    "no-changes": "22.10",
  });
});

test.each(["destroy", "destory: x", "destroy: ''", `destroy: ${"x".repeat(51)}`, "- destroy"])(
  "%s is not valid",
  (given) => {
    expect(() => planLabels.parse(given)).toThrow();
  },
);
