import { expect, test } from "@jest/globals";
import {
  LOSS_RULES,
  LOSS_TEXTS,
} from "../../../../../actions/plan-and-comment/src/risks/loss-rules.ts";

test("every text is known to what tells words from secrets", () => {
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

test("an object that stays, or that cannot be deleted, is looked for before what is lost with it", () => {
  const conditional = LOSS_RULES.map(({ when }) => when !== undefined);
  expect(conditional.lastIndexOf(true)).toBeLessThan(conditional.indexOf(false));
});
