import { describe, expect, test } from "@jest/globals";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { causeOf } from "../../../../../actions/kube-deploy/src/rollout/cause.ts";
import { CRASHING, STARTING, assess, podOf, workload } from "./worlds.ts";

const OVER = "Job has reached the specified backoff limit";
const failed = (reason = "BackoffLimitExceeded", message = OVER) =>
  workload("Job", "load", {
    status: {
      startTime: "2026-11-21T09:59:00Z",
      failed: 1,
      conditions: [{ type: "FailureTarget", status: "True", reason, message }],
    },
  });
const running = workload("Job", "load", {
  status: { startTime: "2026-11-21T09:59:00Z", active: 1 },
});
const crashing = podOf("load-1", "Job-load", CRASHING);
const deleted = {
  ...crashing,
  metadata: { ...crashing.metadata, deletionTimestamp: "2026-11-21T10:00:30Z" },
};

/** Assesses successive states of the Job with one history, and returns the cause after the last. */
function causeAfter(...states: [job: typeof running, pods: (typeof crashing)[]][]) {
  const history = new PodHistory(0);
  const statuses = states.map(([job, Pod]) =>
    assess("Job", "load", { Job: [job], Pod }, { history }),
  );
  const last = statuses.at(-1);
  if (last === undefined) throw new Error("no state");
  return causeOf(last);
}

describe("the cause of a Job that has failed", () => {
  test.each([
    ["is being deleted", [deleted]],
    ["is gone", []],
  ])("is what was last wrong with its pod, if the pod %s", (_, left) => {
    expect(causeAfter([running, [crashing]], [failed(), left])).toMatchObject({
      reason: "job-failed",
      message: expect.stringMatching(
        /exit code 1; restarted 8 times \(BackoffLimitExceeded: Job has/,
      ),
      pod: "load-1",
      container: "app",
    });
  });

  test("is why its pod found no node until the deadline", () => {
    const pending = podOf(
      "load-1",
      "Job-load",
      {},
      {
        spec: { nodeName: undefined },
        status: {
          phase: "Pending",
          containerStatuses: [],
          conditions: [
            {
              type: "PodScheduled",
              status: "False",
              reason: "Unschedulable",
              message: "0/2 nodes are available: 2 Insufficient memory.",
            },
          ],
        },
      },
    );
    expect(
      causeAfter([running, [pending]], [failed("DeadlineExceeded", "too long"), []]),
    ).toMatchObject({
      reason: "unschedulable",
      message: expect.stringMatching(/2 Insufficient memory\. \(DeadlineExceeded: too long\)/),
    });
  });

  test("is not hidden by a new pod that has not started", () => {
    const next = podOf("load-2", "Job-load", STARTING, { status: { phase: "Pending" } });
    expect(causeAfter([running, [crashing]], [running, [next]], [failed(), []]).pod).toBe("load-1");
  });

  test("is the drain of its only pod", () => {
    const drained = podOf(
      "load-1",
      "Job-load",
      { state: { terminated: { exitCode: 143 } } },
      {
        status: {
          phase: "Failed",
          conditions: [
            {
              type: "DisruptionTarget",
              status: "True",
              reason: "EvictionByEvictionAPI",
              message: "Eviction API: evicting",
            },
          ],
        },
      },
    );
    const cause = {
      reason: "evicted",
      message: expect.stringMatching(/^a pod was ended \(EvictionByEvictionAPI\).*backoff limit/),
      fix: expect.stringContaining("backoffLimit"),
    };
    expect(causeAfter([failed(), [drained]])).toMatchObject(cause);
    expect(causeAfter([running, [drained]], [failed(), []])).toMatchObject(cause);
    // As long as the Job goes on with another pod, the drain is no problem.
    expect(causeAfter([running, [drained]]).reason).toBe("rollout-timeout");
  });

  test("is what it says itself, if nothing was seen of its pods", () => {
    expect(causeAfter([failed(), []])).toMatchObject({
      reason: "job-failed",
      message: expect.stringContaining(OVER),
    });
  });
});
