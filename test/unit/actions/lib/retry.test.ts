import { describe, expect, test } from "@jest/globals";
import { doubling, retry, spread, systemClock } from "../../../../actions/lib/retry.ts";
import type { RetryOptions } from "../../../../actions/lib/retry.ts";
import { steppedClock } from "../../../support/clock.ts";

class Passing extends Error {}

/** Fails this many times, then returns the number of the attempt that succeeds. */
const failing = (times: number, error: Error = new Passing("again")) => {
  let attempts = 0;
  const work = (attempt: number): Promise<number> => {
    attempts += 1;
    return attempt <= times ? Promise.reject(error) : Promise.resolve(attempt);
  };
  return { work, attempts: () => attempts };
};

const options = (more: Partial<RetryOptions> = {}): RetryOptions => ({
  attempts: 4,
  delay: doubling(100),
  isTransient: (error) => error instanceof Passing,
  ...more,
});

describe("retry", () => {
  test.each([
    [0, [], 1],
    [1, [100], 2],
    [3, [100, 200, 400], 4],
  ])("after %i failures, with the waits %j, attempt %i succeeds", async (times, waits, attempt) => {
    const clock = steppedClock();
    expect(await retry(failing(times).work, options({ clock }))).toBe(attempt);
    expect(clock.waits).toStrictEqual(waits);
  });

  test("throws the last error unchanged after the last attempt", async () => {
    const error = new Passing("for ever");
    const { work, attempts } = failing(Infinity, error);
    await expect(retry(work, options({ clock: steppedClock() }))).rejects.toBe(error);
    expect(attempts()).toBe(4);
  });

  test.each<[string, Error, Partial<RetryOptions>]>([
    ["an error that is not temporary", new Error("no"), {}],
    ["a delay that is too long", new Passing("no"), { longestDelay: 99 }],
    ["a next attempt after the deadline", new Passing("no"), { deadline: 1099 }],
    ["an aborted signal", new Passing("no"), { signal: AbortSignal.abort() }],
    ["a limit of one attempt", new Passing("no"), { attempts: 1 }],
  ])("does not retry because of %s", async (_, error, more) => {
    const clock = steppedClock();
    const { work, attempts } = failing(Infinity, error);
    await expect(retry(work, options({ clock, ...more }))).rejects.toBe(error);
    expect([attempts(), clock.waits]).toStrictEqual([1, []]);
  });

  test("makes no further attempt after an abort during the wait", async () => {
    const controller = new AbortController();
    const clock = steppedClock(() => controller.abort());
    const { work, attempts } = failing(Infinity);
    const { signal } = controller;
    await expect(retry(work, options({ clock, signal }))).rejects.toThrow("again");
    expect(attempts()).toBe(1);
  });

  test("takes the delay from the error, and changes it with jitter", async () => {
    const clock = steppedClock();
    const delay = (_: number, error: unknown) => (error as Error).message.length * 100;
    await retry(failing(2).work, options({ clock, delay, jitter: spread(() => 1) }));
    expect(clock.waits).toStrictEqual([625, 625]);
  });

  test("does not wait without a delay, and reports each retry", async () => {
    const clock = steppedClock();
    const seen: [string, number][] = [];
    const onRetry = (error: unknown, attempt: number) =>
      seen.push([(error as Error).message, attempt]);
    await retry(failing(2).work, options({ clock, delay: () => 0, onRetry }));
    expect([clock.waits, seen]).toStrictEqual([
      [],
      [
        ["again", 1],
        ["again", 2],
      ],
    ]);
  });
});

test("spread changes a delay by at most a quarter", () => {
  expect([0, 0.5, 1].map((number) => spread(() => number)(1000))).toStrictEqual([750, 1000, 1250]);
});

test("the wait of the system clock ends at once, without an error, if its signal is aborted", async () => {
  expect(await systemClock.wait(60_000, AbortSignal.abort())).toBeUndefined();
  expect(systemClock.now()).toBeGreaterThan(1.7e12);
});
