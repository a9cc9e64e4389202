import type { WorkloadObject } from "../api/objects.ts";
import type { History } from "../diagnosis/diagnosis.ts";
import { isScalingUp } from "../diagnosis/scheduling.ts";
import type { PodView } from "../diagnosis/views.ts";
import { progressing } from "../readiness/verdict.ts";
import type { Verdict } from "../readiness/verdict.ts";

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds */
const PROGRESS_DEADLINE = 600;

/**
 * Lets a Deployment exceed its progress deadline while a node is being added, which takes longer than the deadline. The
 * Deployment itself continues after the deadline. On the added node, the pod gets one more progress deadline to start:
 * the controller withdraws its verdict only when the pod is ready.
 * @param now runner clock, milliseconds since the epoch
 * @returns the verdict, and when it changes even if nothing happens; by the runner's clock
 */
export function waitForNodes(
  verdict: Verdict,
  { spec }: WorkloadObject,
  pods: readonly PodView[],
  history: Pick<History, "firstSeen">,
  now: number,
): { verdict: Verdict; changesAt?: number } {
  const { progressDeadlineSeconds: seconds = PROGRESS_DEADLINE } = spec as {
    progressDeadlineSeconds?: number;
  };
  const times = pods.filter(isScalingUp).map(({ pod: { metadata, spec: pod } }) => {
    if (pod.nodeName === undefined) return Infinity;
    return history.firstSeen(`${metadata.uid}/on-added-node`, now) + seconds * 1000;
  });
  const until = Math.max(0, ...times);
  const isLate = verdict.state === "failed" && verdict.reason === "progress-deadline-exceeded";
  if (!isLate || now >= until) return { verdict };
  return until === Infinity
    ? { verdict: progressing(verdict, `${verdict.message}; an autoscaler adds a node`) }
    : {
        verdict: progressing(verdict, `${verdict.message}; its pod starts on an added node`),
        changesAt: until,
      };
}
