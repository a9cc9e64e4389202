import { expect, test } from "@jest/globals";
import {
  LOSS_RULES,
  LOSS_TEXTS,
} from "../../../../../actions/plan-and-comment/src/risks/loss-rules.ts";

test("LOSS_TEXTS has the texts that depend on the object too, so that none of their words is taken for a secret", () => {
  expect(LOSS_TEXTS).toStrictEqual(
    expect.arrayContaining([
      "the images in it are deleted",
      "its data is left only in the final snapshot",
      "final_snapshot_identifier is not set, so the apply fails: its data would be lost",
      "its value is lost unless it is restored within its recovery window",
      "what it has installed stays in the cluster",
    ]),
  );
});

test("rules with a condition, such as for an object that stays, come before rules without one", () => {
  const conditional = LOSS_RULES.map(({ when }) => when !== undefined);
  expect(conditional.lastIndexOf(true)).toBeLessThan(conditional.indexOf(false));
});
