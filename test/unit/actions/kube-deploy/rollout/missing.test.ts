import { describe, expect, test } from "@jest/globals";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { unknownOf } from "../../../../../actions/kube-deploy/src/rollout/missing.ts";
import { assess, eventOf, workload } from "./worlds.ts";

const gone = (objects: Parameters<typeof assess>[2], history = new PodHistory(0)) =>
  assess("Job", "migrate", objects, { shortLived: true, history });
const EXHAUSTED = "Job has reached the specified backoff limit";

describe("K-E 27: a Job that is gone by its ttlSecondsAfterFinished", () => {
  test("has failed if it was last seen as failed", () => {
    const history = new PodHistory(0);
    const conditions = [
      { type: "Failed", status: "True", reason: "BackoffLimitExceeded", message: EXHAUSTED },
    ];
    gone({ Job: [workload("Job", "migrate", { status: { conditions } })] }, history);
    expect(gone({}, history).verdict).toMatchObject({
      state: "failed",
      reason: "job-failed",
      message: expect.stringContaining(EXHAUSTED),
    });
  });

  test("has failed if the last event of its controller says so", () => {
    const failed = eventOf("Job", "migrate", "BackoffLimitExceeded", { message: EXHAUSTED });
    expect(gone({ Event: [failed] }).verdict).toMatchObject({
      state: "failed",
      reason: "job-failed",
    });
    // An event of another Job does not count.
    expect(gone({ Event: [eventOf("Job", "other", "BackoffLimitExceeded")] }).verdict.state).toBe(
      "ready",
    );
  });

  test("has completed if the last event of its controller says so", () => {
    const earlier = { lastTimestamp: "2026-11-21T09:00:00Z" };
    const { verdict } = gone({
      Event: [
        eventOf("Job", "migrate", "BackoffLimitExceeded", earlier),
        eventOf("Job", "migrate", "Completed"),
      ],
    });
    expect(verdict).toMatchObject({
      state: "ready",
      message: expect.stringContaining("completed"),
    });
    expect(verdict.unknown).toBeUndefined();
  });

  test("counts as ready with an unknown result if nothing shows how it ended", () => {
    const status = gone({});
    expect(status.verdict).toMatchObject({ state: "ready", unknown: true });
    expect(unknownOf([status])).toStrictEqual(["Job shop/migrate"]);
  });
});
