import { setImmediate } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { inParallel } from "../../../../../actions/build-push-ecr/src/promote/parallel.ts";

test("results are in the order of the items, and at most the given number is in progress", async () => {
  let active = 0;
  let most = 0;
  const results = await inParallel([5, 1, 4, 2, 3], 2, async (rounds) => {
    active += 1;
    most = Math.max(most, active);
    for (let round = 0; round < rounds; round += 1) await setImmediate();
    active -= 1;
    return rounds * 10;
  });
  expect(results).toStrictEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test("after an error no other item is started, and the error is thrown once the started items have ended", async () => {
  const ended: number[] = [];
  const work = async (item: number) => {
    if (item === 1) throw new Error("first");
    for (let round = 0; round < 3; round += 1) await setImmediate();
    ended.push(item);
  };
  await expect(inParallel([0, 1, 2, 3], 2, work)).rejects.toThrow("first");
  expect(ended).toStrictEqual([0]);
});

test("no items give no results", async () => {
  expect(await inParallel([], 3, () => Promise.resolve(1))).toStrictEqual([]);
});
