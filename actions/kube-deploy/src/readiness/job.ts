import { conditionOf } from "../api/objects.ts";
import type { Job } from "../api/objects.ts";
import { evaluateEveryKind } from "./every-kind.ts";
import { failed, progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** Evaluates whether a Job has completed. Unlike in kstatus a running Job is not ready: its result is not known yet. */
export function evaluateJob(job: Job): Verdict {
  const { spec, status = {} } = job;
  const counts: Counts = { desired: spec.completions ?? 1, ready: status.succeeded ?? 0 };
  const general = evaluateEveryKind(job, counts);
  if (general !== undefined) return general;
  if (conditionOf(status.conditions, "Complete")?.status === "True")
    return ready(counts, `${counts.ready} of ${counts.desired} completed`);
  // The controller writes FailureTarget first, while the last pods are still being ended.
  for (const type of ["Failed", "FailureTarget"]) {
    const condition = conditionOf(status.conditions, type);
    if (condition?.status === "True")
      return failed(
        counts,
        "job-failed",
        `${condition.reason ?? "Failed"}: ${condition.message ?? "the Job failed"}`,
      );
  }
  if (spec.suspend === true) return suspended(counts, "it is suspended (spec.suspend)");
  if (status.startTime === undefined) return progressing(counts, "it has not started yet");
  return progressing(
    counts,
    `${counts.ready} of ${counts.desired} completed, ${status.active ?? 0} running, ${status.failed ?? 0} failed`,
  );
}
