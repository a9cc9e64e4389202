import { describe, expect, test } from "@jest/globals";
import { doubling, retry, spread, systemClock } from "../../../../actions/lib/retry.ts";
import type { RetryOptions } from "../../../../actions/lib/retry.ts";
import { steppedClock } from "../../../support/clock.ts";

class Passing extends Error {}

/** Fails so many times, then gives the number of the attempt that succeeded. */
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
  ])("%i failures: waits %j, attempt %i succeeds", async (times, waits, attempt) => {
    const clock = steppedClock();
    expect(await retry(failing(times).work, options({ clock }))).toBe(attempt);
    expect(clock.waits).toStrictEqual(waits);
  });

  test("the last error comes out after the last attempt, unchanged", async () => {
    const error = new Passing("for ever");
    const { work, attempts } = failing(Infinity, error);
    await expect(retry(work, options({ clock: steppedClock() }))).rejects.toBe(error);
    expect(attempts()).toBe(4);
  });

  test.each<[string, Error, Partial<RetryOptions>]>([
    ["an error that is not transient", new Error("no"), {}],
    ["a delay that is too long", new Passing("no"), { longestDelay: 99 }],
    ["a next attempt after the deadline", new Passing("no"), { deadline: 1099 }],
    ["a signal that is aborted already", new Passing("no"), { signal: AbortSignal.abort() }],
    ["one attempt", new Passing("no"), { attempts: 1 }],
  ])("%s ends it at once", async (_, error, more) => {
    const clock = steppedClock();
    const { work, attempts } = failing(Infinity, error);
    await expect(retry(work, options({ clock, ...more }))).rejects.toBe(error);
    expect([attempts(), clock.waits]).toStrictEqual([1, []]);
  });

  test("an abort during the wait: no further attempt", async () => {
    const controller = new AbortController();
    const clock = steppedClock(() => controller.abort());
    const { work, attempts } = failing(Infinity);
    const { signal } = controller;
    await expect(retry(work, options({ clock, signal }))).rejects.toThrow("again");
    expect(attempts()).toBe(1);
  });

  test("the delay may come from the error, and jitter changes what is waited", async () => {
    const clock = steppedClock();
    const delay = (_: number, error: unknown) => (error as Error).message.length * 100;
    await retry(failing(2).work, options({ clock, delay, jitter: spread(() => 1) }));
    expect(clock.waits).toStrictEqual([625, 625]);
  });

  test("without a delay it does not wait, and tells of each retry", async () => {
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

test("spread keeps a delay within a quarter of itself", () => {
  expect([0, 0.5, 1].map((number) => spread(() => number)(1000))).toStrictEqual([750, 1000, 1250]);
});

test("the system's wait ends at once, without an error, when its signal is aborted", async () => {
  expect(await systemClock.wait(60_000, AbortSignal.abort())).toBeUndefined();
  expect(systemClock.now()).toBeGreaterThan(1.7e12);
});
