import { conditionOf, countOf } from "../api/objects.ts";
import type { Event, Pod } from "../api/objects.ts";
import { NEVER } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { isBeingProvisioned, unprovisioned } from "./claims.ts";
import { claimHolders, endingFix } from "./holders.ts";
import { UNBOUND, schedulingCause } from "./scheduling-causes.ts";
import type { PodView } from "./views.ts";

/** Diagnoses a pod that has no node yet. */
export function diagnoseScheduling(
  view: PodView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const { pod } = view;
  const scheduled = conditionOf(pod.status?.conditions, "PodScheduled");
  const hasNode = pod.spec.nodeName !== undefined;
  if (scheduled === undefined ? hasNode : scheduled.status === "True") return undefined;
  if (scheduled?.reason === "SchedulingGated") return diagnoseGates(view);
  const said = failedScheduling(view);
  if (scheduled === undefined && said === undefined)
    return diagnoseUnknownScheduler(pod) ?? diagnoseClaim(view, history, now);
  const message = scheduled?.message ?? said ?? "";
  const refusal = refusedScaling(view);
  const coming = comingNode(view);
  const { reason, fix, gracePeriod } = schedulingCause(
    message,
    refusal !== "" ? "refused" : coming !== "" ? "coming" : "silent",
  );
  const isUnbound = reason === UNBOUND.reason;
  const claim = isUnbound ? unprovisioned(view) : undefined;
  const ending = endingHolder(view);
  if (ending !== undefined)
    return {
      reason,
      message: `no node can take the pod: ${message}; pod ${ending}, which uses the volume, has not ended yet`,
      fix: endingFix(ending),
      fatalAt: NEVER,
      pod: pod.metadata.name,
    };
  const isFinal = !(isUnbound && isBeingProvisioned(view));
  return {
    reason,
    message: `no node can take the pod: ${message}${refusal}${coming}${claim === undefined ? "" : `; ${claim}`}`,
    fix,
    fatalAt: waitsSince(view, history, now) + (isFinal ? gracePeriod : NEVER),
    pod: pod.metadata.name,
  };
}

/**
 * Returns the pod that uses a ReadWriteOncePod volume of this pod until its own work is done; undefined if the scheduler
 * does not wait for that.
 */
export function endingHolder(view: PodView): string | undefined {
  const scheduled = conditionOf(view.pod.status?.conditions, "PodScheduled");
  if (scheduled?.status === "True") return undefined;
  const message = scheduled?.message ?? failedScheduling(view) ?? "";
  return schedulingCause(message).reason === "volume-multi-attach"
    ? claimHolders(view).ending
    : undefined;
}

/**
 * Diagnoses a pod for which the scheduler has chosen a node, and now waits until the pod's claims have volumes there. It
 * writes nothing to the pod for up to ten minutes.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/framework/plugins/volumebinding/volume_binding.go
 */
function diagnoseClaim(view: PodView, history: History, now: number): Diagnosis | undefined {
  const claim = unprovisioned(view);
  if (claim === undefined) return undefined;
  const { reason, fix, gracePeriod } = UNBOUND;
  return {
    reason,
    message: `the pod waits for the volume of ${claim}`,
    fix,
    fatalAt: isBeingProvisioned(view)
      ? NEVER
      : history.firstSeen(`${view.pod.metadata.uid}/claim`, now) + gracePeriod,
    pod: view.pod.metadata.name,
  };
}

/** Returns the message of the event. Some schedulers, such as Fargate's, report a failure only by an event. */
const failedScheduling = ({ events }: PodView): string | undefined =>
  events.find(({ reason }) => reason === "FailedScheduling")?.message;

/**
 * Diagnoses a pod with another scheduler than the default one, which looks at every pod at once. A scheduler that does
 * not run leaves the pod unchanged.
 */
function diagnoseUnknownScheduler({ metadata, spec }: Pod): Diagnosis | undefined {
  const { schedulerName = DEFAULT_SCHEDULER } = spec;
  if (schedulerName === DEFAULT_SCHEDULER) return undefined;
  return {
    reason: "unschedulable",
    message: `the scheduler ${schedulerName} has not looked at the pod yet`,
    fix: `check that the scheduler ${schedulerName} runs, or remove schedulerName`,
    fatalAt: NEVER,
    pod: metadata.name,
  };
}

const DEFAULT_SCHEDULER = "default-scheduler";

/** Returns the autoscaler's message if it adds no node, unless it has added one since. */
function refusedScaling(view: PodView): string {
  const last = lastOfAutoscaler(view);
  return last === undefined || SCALING.test(last.reason ?? "")
    ? ""
    : `; the autoscaler: ${last.message ?? ""}`;
}

/** Returns the autoscaler's message about the node that it adds; empty if that is not the last that it says. */
function comingNode(view: PodView): string {
  const last = lastOfAutoscaler(view);
  return SCALING.test(last?.reason ?? "")
    ? `; the autoscaler adds a node: ${last?.message ?? ""}`
    : "";
}

const lastOfAutoscaler = ({ events }: PodView): Event | undefined =>
  events.find(
    ({ reason = "", message = "" }) =>
      SCALING.test(reason) || reason === "NotTriggerScaleUp" || /\bnodepool\b/.test(message),
  );

/** Returns whether an autoscaler adds a node for the pod. */
export const isScalingUp = ({ events }: PodView): boolean =>
  events.some(({ reason = "" }) => SCALING.test(reason));

/** Events of the Cluster Autoscaler and of Karpenter. */
const SCALING = /^(?:TriggeredScaleUp|Nominated)$/;

/** Returns when the wait began. Each event of an autoscaler restarts the wait, because a new node is on its way. */
function waitsSince({ pod, events }: PodView, history: History, now: number): number {
  const scaling = events
    .filter(({ reason = "" }) => SCALING.test(reason))
    .map((event) => history.firstSeen(`${event.metadata.uid}/${countOf(event)}/scaling`, now));
  return Math.max(history.firstSeen(`${pod.metadata.uid}/scheduling`, now), ...scaling);
}

/** Diagnoses scheduling gates. Only the controller that set a gate removes it; the scheduler waits forever. */
function diagnoseGates({ pod }: PodView): Diagnosis {
  const names = (pod.spec.schedulingGates ?? []).map(({ name }) => name).join(", ");
  return {
    reason: "scheduling-gated",
    message: `the pod is not scheduled, because it has scheduling gates${names === "" ? "" : `: ${names}`}`,
    fix: "find the controller that sets and removes these gates (spec.schedulingGates), such as a queue or quota controller, and what it waits for",
    fatalAt: NEVER,
    pod: pod.metadata.name,
  };
}
