import { conditionOf, countOf } from "../api/objects.ts";
import { diagnoseContainer } from "./container.ts";
import { GRACE_PERIODS } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { diagnoseUnready } from "./unready.ts";
import { containersOf } from "./views.ts";
import type { PodView } from "./views.ts";

/**
 * Reasons of a Failed pod that say nothing about the workload: the node ended the pod, and its controller replaces it.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
 */
const REPLACED =
  /^(Evicted|Preempting|Preempted|NodeShutdown|NodeLost|NodeAffinity|Terminated|Shutdown)$/;

/** Diagnoses one pod. A pod that is being deleted or has succeeded needs no diagnosis. */
export function diagnosePod(view: PodView, history: History, now: number): Diagnosis[] {
  const { pod } = view;
  if (pod.metadata.deletionTimestamp !== undefined) return [];
  if (pod.status?.phase === "Succeeded") return [];
  if (pod.status?.phase === "Failed" && REPLACED.test(pod.status.reason ?? "")) return [];
  const containers = containersOf(view);
  const found = [
    diagnoseScheduling(view, history, now),
    diagnoseVolume(view, history, now),
    ...containers.map((container) => diagnoseContainer(container, history, now)),
  ].filter((diagnosis) => diagnosis !== undefined);
  if (found.length > 0) return found;
  const unready = diagnoseUnready(view, containers);
  return unready === undefined ? [] : [unready];
}

/** The grace period starts again with each event of an autoscaler, because a new node is on its way. */
function diagnoseScheduling(
  { pod, events }: PodView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const scheduled = conditionOf(pod.status?.conditions, "PodScheduled");
  if (scheduled?.status !== "False" || scheduled.reason !== "Unschedulable") return undefined;
  const scaling = events
    .filter(({ reason = "" }) => /^(TriggeredScaleUp|Nominated)$/.test(reason))
    .map((event) => history.firstSeen(`${event.metadata.uid}/${countOf(event)}/scaling`, now));
  const first = Math.max(history.firstSeen(`${pod.metadata.uid}/scheduling`, now), ...scaling);
  return {
    reason: "unschedulable",
    message: `no node can take the pod: ${scheduled.message ?? ""}`,
    fix: "add or enlarge nodes, lower resources.requests, or match node selector, affinity and tolerations to the nodes",
    fatalAt: first + GRACE_PERIODS.unschedulable,
    pod: pod.metadata.name,
  };
}

/** Volumes, also Secrets and ConfigMaps that are mounted as files. */
function diagnoseVolume(
  { pod, events }: PodView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const started = pod.status?.containerStatuses?.some(
    ({ state }) => state?.running !== undefined || state?.terminated !== undefined,
  );
  const event = events.find(({ reason = "" }) => /^(FailedMount|FailedAttachVolume)$/.test(reason));
  if (event === undefined || started === true) return undefined;
  return {
    reason: "volume-mount-failed",
    message: `a volume cannot be mounted: ${event.message ?? ""}`,
    fix: "create the named Secret, ConfigMap or volume, or correct the reference to it",
    fatalAt: history.firstSeen(`${pod.metadata.uid}/volume`, now) + GRACE_PERIODS.volume,
    pod: pod.metadata.name,
  };
}
