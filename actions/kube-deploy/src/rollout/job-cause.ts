import { byUrgency } from "../diagnosis/diagnosis.ts";
import type { Diagnosis, History } from "../diagnosis/diagnosis.ts";
import { diagnoseEndedPods } from "../diagnosis/ended-pods.ts";
import type { PodView } from "../diagnosis/views.ts";
import type { Verdict } from "../readiness/verdict.ts";
import type { Workload } from "../workloads/workloads.ts";

/**
 * Returns the diagnoses of a Job. If it has failed and its pods say nothing, they include what was last wrong with a
 * pod: when a Job fails, its controller deletes the pods that are left, and a drained pod is deleted at once.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
 * @param found what is wrong now
 * @param since as in `Clocks`
 */
export function diagnosesOfJob(
  { workload, verdict, pods }: { workload: Workload; verdict: Verdict; pods: readonly PodView[] },
  found: readonly Diagnosis[],
  history: History,
  since: number,
): Diagnosis[] {
  const ended = diagnoseEndedPods(
    pods.map(({ pod }) => pod),
    { crashTolerance: Infinity, since },
    1,
  );
  const [last] = byUrgency([...found, ...ended]);
  if (verdict.state !== "failed") {
    if (last !== undefined) history.rememberProblem(workload, last);
    return [...found];
  }
  if (found.length > 0) return [...found];
  const cause = last ?? history.problemOf(workload);
  return cause === undefined ? [] : [cause];
}
