import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "@jest/globals";
import { timeLimit } from "../../../../../actions/lib/runtime/time-limit.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("ends in time, also when the garbage is collected before", async () => {
  const signal = timeLimit(60, new AbortController().signal);
  // What a task has looked at is kept until it ends.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const keepAlive = setInterval(() => undefined, 1000);
  await once(signal, "abort");
  clearInterval(keepAlive);
  expect(signal.reason).toMatchObject({ name: "TimeoutError" });
});

test("ends with any of the others, for its reason", () => {
  const other = new AbortController();
  const signal = timeLimit(60_000, new AbortController().signal, other.signal);
  expect(signal.aborted).toBe(false);
  other.abort(new Error("cancelled"));
  expect(signal.reason).toMatchObject({ message: "cancelled" });
  expect(timeLimit(60_000, AbortSignal.abort()).aborted).toBe(true);
});
