import { expect, test } from "@jest/globals";
import { planLabels } from "../../../../../actions/plan-and-comment/src/labels/input-types.ts";

test("names of labels by what is true of a plan", () => {
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
