import { conditionOf } from "../api/objects.ts";
import type { Job } from "../api/objects.ts";
import { failed, progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** Counts the completions of a Job. */
export const countCompletions = ({ spec, status }: Job): Counts => ({
  desired: spec.completions ?? 1,
  ready: status?.succeeded ?? 0,
});

/** Evaluates whether a Job has completed. Unlike in kstatus, a running Job is not ready: it has no result yet. */
export function evaluateJob(job: Job, counts: Counts): Verdict {
  const { spec, status = {} } = job;
  // The controller writes SuccessCriteriaMet first, while it ends the pods that are no longer needed.
  // https://kubernetes.io/docs/concepts/workloads/controllers/job/#success-policy
  for (const type of ["Complete", "SuccessCriteriaMet"]) {
    if (conditionOf(status.conditions, type)?.status !== "True") continue;
    const policy = counts.ready < counts.desired ? ", which meets its success policy" : "";
    return ready(counts, `${counts.ready} of ${counts.desired} completed${policy}`);
  }
  // The controller writes FailureTarget first, while the last pods are still ending.
  for (const type of ["Failed", "FailureTarget"]) {
    const condition = conditionOf(status.conditions, type);
    if (condition?.status === "True")
      return failed(
        counts,
        "job-failed",
        `${condition.reason ?? "Failed"}: ${condition.message ?? "the Job failed"}`,
      );
  }
  const queue = queueOf(job);
  if (queue !== undefined)
    return progressing(counts, `it is suspended until Kueue admits it (queue ${queue})`);
  if (spec.suspend === true) return suspended(counts, "it is suspended (spec.suspend)");
  // https://kubernetes.io/docs/concepts/workloads/controllers/job/#controlling-parallelism
  if (spec.parallelism === 0) return suspended(counts, "it is paused (parallelism 0)");
  if (status.startTime === undefined) return progressing(counts, "it has not started yet");
  return progressing(
    counts,
    `${counts.ready} of ${counts.desired} completed, ${status.active ?? 0} running, ${status.failed ?? 0} failed`,
  );
}

/**
 * Returns the queue in which a Job waits for Kueue. Kueue suspends each Job that names a queue, and resumes it when
 * there is room: https://kueue.sigs.k8s.io/docs/tasks/run/jobs/
 * @returns undefined if the Job does not wait in a queue
 */
export function queueOf({ metadata, spec }: Job): string | undefined {
  if (spec.suspend !== true) return undefined;
  return metadata.labels?.["kueue.x-k8s.io/queue-name"] || undefined;
}
