import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "@jest/globals";
import { timeLimit } from "../../../../../actions/lib/runtime/time-limit.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("ends in time, also after a garbage collection", async () => {
  const signal = timeLimit(60, new AbortController().signal);
  // JavaScript keeps the target of a weak reference until the task that used it ends.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const keepAlive = setInterval(() => undefined, 1000);
  await once(signal, "abort");
  clearInterval(keepAlive);
  expect(signal.reason).toMatchObject({ name: "TimeoutError" });
});

test("ends with any of the other signals, and with its reason", () => {
  const other = new AbortController();
  const signal = timeLimit(60_000, new AbortController().signal, other.signal);
  expect(signal.aborted).toBe(false);
  other.abort(new Error("cancelled"));
  expect(signal.reason).toMatchObject({ message: "cancelled" });
  expect(timeLimit(60_000, AbortSignal.abort()).aborted).toBe(true);
});
