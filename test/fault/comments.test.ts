import { expect, test } from "@jest/globals";
import { isRight, upsertInStorm } from "./comments.ts";

test("H-E 68, 69, 70: many runs leave one comment for each target, from the newest run, although a fifth of the requests fail", async () => {
  const storm = { upserts: 90, targets: 3, atOnce: 8, faults: 0.2 };
  const { targets, faults } = await upsertInStorm(storm);
  expect(targets).toHaveLength(3);
  expect(targets.filter((target) => !isRight(target))).toStrictEqual([]);
  expect(faults).toBeGreaterThan(30);
});
