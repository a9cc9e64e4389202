import { describe, expect, test } from "@jest/globals";
import { failed, progressing } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { diagnoseWorking } from "../../../../../actions/kube-deploy/src/diagnosis/working.ts";
import { causeOf } from "../../../../../actions/kube-deploy/src/rollout/cause.ts";
import { statusOf } from "../rollout/statuses.ts";
import { pod, status } from "./pods.ts";

const running = status({ ready: true, state: { running: { startedAt: "2026-11-21T09:00:03Z" } } });
const ready = { type: "Ready", status: "True" };
const works = pod({ phase: "Running", conditions: [ready], containers: [running] });
const counts = { desired: 1, ready: 0 };

describe("a Job that works", () => {
  test("names the container whose log shows the work", () => {
    expect(diagnoseWorking([{ pod: works, events: [] }])).toMatchObject({
      message: "container frontend of the Job is still running, started at 2026-11-21T09:00:03Z",
      pod: works.metadata.name,
      container: "frontend",
      fatalAt: Infinity,
    });
  });

  test.each([
    [
      "has ended",
      pod({ phase: "Succeeded", containers: [status({ state: { terminated: { exitCode: 0 } } })] }),
    ],
    ["is not ready", pod({ phase: "Running", containers: [running] })],
    [
      "is being deleted",
      { ...works, metadata: { ...works.metadata, deletionTimestamp: "2026-11-21T09:01:00Z" } },
    ],
  ])("is not a Job whose pod %s", (_, other) => {
    expect(diagnoseWorking([{ pod: other, events: [] }])).toBeUndefined();
  });

  test("has the reason rollout-timeout if the time is over, and job-failed if it has failed", () => {
    const diagnoses = [diagnoseWorking([{ pod: works, events: [] }])].filter(
      (one) => one !== undefined,
    );
    const working = { ...statusOf(progressing(counts, "0 of 1 completed")), diagnoses };
    expect(causeOf(working)).toMatchObject({ reason: "rollout-timeout", container: "frontend" });
    const over = { ...working, verdict: failed(counts, "job-failed", "DeadlineExceeded: x") };
    expect(causeOf(over).reason).toBe("job-failed");
  });
});
