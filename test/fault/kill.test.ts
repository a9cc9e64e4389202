import { expect, test } from "@jest/globals";
import { isWhole, killApplies } from "./kill.ts";

test("H-E 1, 2, 3: applies that are killed at random moments leave no lock and no orphan, and lose nothing", async () => {
  const outcomes = await killApplies({ kills: 3, step: 1000, atOnce: 3 });
  expect(outcomes).toHaveLength(3);
  expect(outcomes.some(({ created }) => created > 0)).toBe(true);
  expect(outcomes.filter((outcome) => !isWhole(outcome))).toStrictEqual([]);
});
