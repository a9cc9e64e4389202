import type { History } from "../diagnosis/diagnosis.ts";
import { failed, ready } from "../readiness/verdict.ts";
import type { Verdict } from "../readiness/verdict.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { Workload } from "../workloads/workloads.ts";
import type { ClusterView } from "./view.ts";

const NONE = { desired: 0, ready: 0 };

/** How a Job ended, according to the last event of its controller. */
const COMPLETED = "Completed";
const FAILED =
  /^(?:BackoffLimitExceeded|DeadlineExceeded|PodFailurePolicy|FailedIndexes|MaxFailedIndexesExceeded|BackOffLimitExceeded)$/;

/**
 * Returns the verdict on a workload that should exist, but is not in the cluster. A Job that the cluster deletes some
 * time after its end has ended as it was last seen, or else as its controller's events say.
 */
export function verdictOfMissing(workload: Workload, view: ClusterView, history: History): Verdict {
  if (!workload.shortLived)
    return failed(
      NONE,
      "workload-missing",
      `it is in ${workload.origin ?? "the Terraform state"}, but not in the cluster`,
    );
  const last = history.lastOfJob(workload);
  if (last !== undefined && (last.state === "failed" || last.state === "ready"))
    return { ...last, message: `${last.message}; it was then deleted (ttlSecondsAfterFinished)` };
  const end = view
    .eventsAbout("Job", workload)
    .find(({ reason = "" }) => reason === COMPLETED || FAILED.test(reason));
  if (end !== undefined && end.reason !== COMPLETED)
    return failed(
      NONE,
      "job-failed",
      `${end.reason ?? ""}: ${end.message ?? ""}; it was then deleted (ttlSecondsAfterFinished)`,
    );
  return end === undefined
    ? {
        ...ready(NONE, `it was deleted (ttlSecondsAfterFinished), and nothing says how it ended`),
        unknown: true,
      }
    : ready(NONE, "it completed and was deleted (ttlSecondsAfterFinished)");
}

/** Returns the workloads that count as ready although nothing shows that they are, for example "Job shop/migrate". */
export const unknownOf = (
  statuses: readonly { workload: Workload; verdict: Verdict }[],
): string[] =>
  statuses
    .filter(({ verdict }) => verdict.unknown === true)
    .map(({ workload }) => nameOf(workload));
