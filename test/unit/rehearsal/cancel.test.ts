import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { Cancel } from "../../../rehearsal/cancel.ts";
import type { RunEvent } from "../../../rehearsal/runner/request.ts";

beforeEach(() => void jest.spyOn(console, "log").mockImplementation(() => undefined));
afterEach(() => {
  jest.restoreAllMocks();
  process.removeAllListeners("SIGINT");
});

const job = { type: "job-started", job: "dev / infrastructure" } as RunEvent;
const step = { type: "step-started", step: "Apply the infrastructure" } as RunEvent;

test.each([
  ["infrastructure", true],
  ["apply", true],
  ["Apply", true],
  ["app", false],
  ["nowhere", false],
])("--cancel-at %s cancels: %s", (place, cancels) => {
  const cancel = new Cancel(place, undefined);
  for (const event of [job, step]) cancel.observe(event);
  expect(cancel.signal.aborted).toBe(cancels);
  expect(cancel.missed === undefined).toBe(cancels);
});

test("a place that was not reached, and one where nothing was slow, are told apart", () => {
  expect(new Cancel("nowhere", undefined).missed).toContain('no job has the id "nowhere"');
  const slow = new Cancel("apply", 1);
  slow.observe(step);
  expect(slow.missed).toContain("nothing there that --slow could slow down");
});

test("without --cancel-at nothing is missed", () => {
  expect(new Cancel(undefined, undefined).missed).toBeUndefined();
});
