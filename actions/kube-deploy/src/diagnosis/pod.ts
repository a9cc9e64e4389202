import type { Pod } from "../api/objects.ts";
import { diagnoseContainer } from "./container.ts";
import type { Diagnosis, History, Moment } from "./diagnosis.ts";
import { diagnoseDeadline, disruptionOf, isRejected } from "./ended-pods.ts";
import { diagnoseSandbox } from "./sandbox.ts";
import { diagnoseScheduling } from "./scheduling.ts";
import { diagnoseUnready } from "./unready.ts";
import { containersOf } from "./views.ts";
import type { PodView } from "./views.ts";

/**
 * Reasons of a Failed pod that say nothing about its containers: the node ended the pod, and its controller replaces it.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
 */
const REPLACED =
  /^(?:Evicted|Preempting|Preempted|NodeShutdown|NodeLost|Terminated|Shutdown|DeletionByTaintManager)$/;

const isReplaced = (pod: Pod): boolean =>
  REPLACED.test(pod.status?.reason ?? "") || isRejected(pod) || disruptionOf(pod) !== undefined;

/** Diagnoses one pod. A pod that is being deleted or has succeeded needs no diagnosis. */
export function diagnosePod(view: PodView, history: History, at: Moment): Diagnosis[] {
  const { pod } = view;
  if (pod.metadata.deletionTimestamp !== undefined) return [];
  if (pod.status?.phase === "Succeeded") return [];
  if (pod.status?.phase === "Failed" && isReplaced(pod)) return [];
  const late = diagnoseDeadline(pod);
  if (late !== undefined) return [late];
  const containers = containersOf(view);
  const found = [
    diagnoseScheduling(view, history, at.now),
    diagnoseSandbox(view, history, at.now),
    ...containers.map((container) => diagnoseContainer(container, history, at)),
  ].filter((diagnosis) => diagnosis !== undefined);
  if (found.length > 0) return found;
  const unready = diagnoseUnready(view, containers);
  return unready === undefined ? [] : [unready];
}
