import { conditionOf } from "../api/objects.ts";
import type { Job } from "../api/objects.ts";
import { judgeFirst } from "./every-kind.ts";
import { failed, progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** Has a Job completed? A running one is not ready, unlike in kstatus (R2, K-E 27). */
export function judgeJob(job: Job): Verdict {
  const { spec, status = {} } = job;
  const counts: Counts = { desired: spec.completions ?? 1, ready: status.succeeded ?? 0 };
  const first = judgeFirst(job, counts);
  if (first !== undefined) return first;
  if (conditionOf(status.conditions, "Complete")?.status === "True")
    return ready(counts, `${counts.ready} of ${counts.desired} completed`);
  // FailureTarget comes first, while the last pods are still being ended.
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
