import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { Cancel } from "../../../../rehearsal/runs/cancel.ts";
import type { RunEvent } from "../../../../rehearsal/runner/request.ts";

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

const skippedStep = {
  type: "step-finished",
  job: "dev / deploy",
  step: "Apply the infrastructure",
  result: { name: "Apply the infrastructure", conclusion: "skipped" },
} as RunEvent;
const skippedJob: RunEvent = {
  type: "job-finished",
  job: "dev / deploy",
  result: {
    id: "dev / deploy",
    name: "Deploy",
    result: "skipped",
    ms: 0,
    steps: [],
    outputs: {},
    annotations: [],
    summaries: [],
    log: "",
  },
};
const missed = (place: string, ...events: RunEvent[]): string | undefined => {
  const cancel = new Cancel(place, undefined);
  for (const event of events) cancel.observe(event);
  return cancel.missed;
};

test.each<[string, string, RunEvent[], string]>([
  [
    "a step that was skipped",
    "apply",
    [job, skippedStep],
    '--cancel-at: the step "Apply the infrastructure" of dev / deploy was skipped, so nothing was cancelled. The output above shows what happened before it. Correct that, or name a job or step that the run reaches, such as infrastructure.',
  ],
  [
    "a job that was skipped",
    "deploy",
    [job, skippedJob],
    "--cancel-at: the job dev / deploy did not run, so nothing was cancelled. The output above",
  ],
  [
    "a step that may be in a skipped job",
    "apply",
    [job, skippedJob],
    '--cancel-at: no job has the id "apply", and no step of a job that ran has this word in its name; dev / deploy did not run, so nothing was cancelled. If the step is in a job that did not run, correct what happened before it. Otherwise name a job or step that the run reaches, such as infrastructure.',
  ],
  [
    "a name that does not exist",
    "nowhere",
    [job, step],
    '--cancel-at: no job has the id "nowhere", and no step has this word in its name, so nothing was cancelled. Expected a job or step of this run, such as infrastructure.',
  ],
])("a place that was not reached is reported: %s", (_, place, events, says) => {
  expect(missed(place, ...events)).toContain(says);
});

test("a place where --slow slowed nothing down is reported", () => {
  const slow = new Cancel("apply", 1);
  slow.observe(step);
  expect(slow.missed).toBe(
    '--cancel-at: "apply" began, but terraform created nothing there that --slow could slow down, so nothing was cancelled. Without --slow, the run is cancelled when it begins.',
  );
});

test("without --cancel-at, no place is missed", () => {
  expect(new Cancel(undefined, undefined).missed).toBeUndefined();
});
