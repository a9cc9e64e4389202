import { setImmediate } from "node:timers/promises";
import { afterAll, expect, it } from "@jest/globals";
import { ConcurrencyGroup } from "../../../../../rehearsal/runner/jobs/concurrency-group.ts";
import { removeFolders, run } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const rules = { name: "prod", cancelsRunning: false, keepsWaiting: false };

/** Makes members of one group that run until the test ends them, or until they are cancelled. */
function members() {
  const group = new ConcurrencyGroup();
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const join = (name: string, change: Partial<typeof rules> = {}) =>
    group.run({ ...rules, ...change }, async (signal) => {
      if (signal.aborted) return void log.push(`${name} cancelled before it began`);
      log.push(`${name} began`);
      await new Promise<void>((resolve) => {
        ends.set(name, resolve);
        signal.addEventListener("abort", () => resolve());
      });
      const reason: unknown = signal.reason;
      log.push(`${name} ${reason === undefined ? "ended" : "cancelled"}`);
    });
  return { log, join, end: (name: string) => ends.get(name)?.() };
}

it("keeps only the newest waiting member", async () => {
  const { log, join, end } = members();
  const one = join("one");
  await setImmediate();
  const two = join("two");
  const three = join("three");
  await two;
  end("one");
  await one;
  await setImmediate();
  end("three");
  await three;
  expect(log).toStrictEqual([
    "one began",
    "two cancelled before it began",
    "one ended",
    "three began",
    "three ended",
  ]);
});

it("keeps all waiting members with queue: max", async () => {
  const { log, join, end } = members();
  const one = join("one");
  await setImmediate();
  const two = join("two", { keepsWaiting: true });
  const three = join("three", { keepsWaiting: true });
  for (const [name, done] of [
    ["one", one],
    ["two", two],
    ["three", three],
  ] as const) {
    await setImmediate();
    end(name);
    await done;
  }
  expect(log.filter((line) => line.endsWith("ended"))).toHaveLength(3);
});

it("cancels running and waiting members with cancel-in-progress", async () => {
  const { log, join, end } = members();
  const one = join("one");
  await setImmediate();
  const two = join("two");
  const three = join("three", { cancelsRunning: true });
  await Promise.all([one, two]);
  await setImmediate();
  end("three");
  await three;
  expect(log.slice(1, 3).sort()).toStrictEqual(["one cancelled", "two cancelled before it began"]);
  expect(log.slice(3)).toStrictEqual(["three began", "three ended"]);
});

it("names the group in a cancelled job, and ignores the case of group names", async () => {
  const { job } = await run(`
on: push
jobs:
  a: { runs-on: x, concurrency: Prod, steps: [{ run: sleep 0.3 }] }
  b: { runs-on: x, concurrency: prod, steps: [{ run: "true" }] }
  c: { runs-on: x, concurrency: PROD, steps: [{ run: "true" }] }
`);
  expect([job("a").result, job("b").result, job("c").result]).toStrictEqual([
    "success",
    "cancelled",
    "success",
  ]);
  expect(job("b").annotations).toMatchObject([
    { message: "Canceling since a higher priority waiting request for 'PROD' exists" },
  ]);
});
