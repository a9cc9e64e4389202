import { conditionOf, isPodReady } from "../api/objects.ts";
import type { Condition, Pod } from "../api/objects.ts";
import { ALREADY, NEVER } from "./diagnosis.ts";
import type { Diagnosis, Moment } from "./diagnosis.ts";
import { hasBegun } from "./views.ts";

/** The kubelet ends these pods because of their own usage; the next pod will use as much. */
const OWN_LIMIT =
  /exceeds the (?:total )?limit|exceeded its local ephemeral storage limit|ephemeral local storage usage/i;

/**
 * Reasons of a Failed pod that its node refused, although it was scheduled there. A kubelet that restarts also refuses
 * pods that have run. https://github.com/kubernetes/kubernetes/tree/master/pkg/kubelet/lifecycle
 */
const REJECTED =
  /^(?:OutOf\w+|UnexpectedAdmissionError|NodeAffinity|NodePorts|TopologyAffinityError|InvalidNodeInfo|AppArmor|SysctlForbidden|PodOSNotSupported|PodOSSelectorNodeLabelDoesNotMatch|ResourceAllocationFailed)$/;

/**
 * Reasons of a Failed pod that its node ended although the pod did nothing wrong: the node shuts down, or needs room
 * for a critical pod. A single such pod is replaced elsewhere, which says nothing about the version.
 */
const ENDED_FOR_OTHERS = /^(?:Terminated|Shutdown|NodeShutdown|Preempting)$/;

/** Reason of a Failed pod that ran longer than `activeDeadlineSeconds` of the pod. */
const PAST_DEADLINE = "DeadlineExceeded";

/** Returns whether its node refused the pod. New versions add reasons: whatever it is, no container was created. */
export const isRejected = ({ status = {} }: Pod): boolean => {
  const { phase, reason = "", initContainerStatuses = [], containerStatuses = [] } = status;
  if (phase !== "Failed" || reason === "") return false;
  if (REJECTED.test(reason)) return true;
  const isKnown = reason === "Evicted" || reason === PAST_DEADLINE || ENDED_FOR_OTHERS.test(reason);
  return !isKnown && ![...initContainerStatuses, ...containerStatuses].some(hasBegun);
};

/**
 * Returns why a pod was ended whatever it did: an eviction through the API (a drain), a taint, a pod of higher
 * priority, a node that shut down. The pod's `reason` may be empty then. Undefined if the pod ended by itself.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions
 */
export const disruptionOf = ({ status }: Pod): Condition | undefined => {
  const condition = conditionOf(status?.conditions, "DisruptionTarget");
  return condition?.status === "True" ? condition : undefined;
};

/**
 * Diagnoses pods that their node ended or refused, for all pods of a workload together: a single one is replaced, a
 * series shows a cause. Pods that failed for other reasons are not counted.
 * @param since server time in milliseconds since the epoch; pods that were created earlier are not counted
 * @param series how many pods that were ended for others have a cause of their own; 1 for a Job, which counts its
 *   attempts
 */
export function diagnoseEndedPods(
  pods: readonly Pod[],
  { crashTolerance, since }: Pick<Moment, "crashTolerance"> & { since: number },
  series = 2,
): Diagnosis[] {
  const failed = pods.filter(
    ({ metadata, status }) =>
      status?.phase === "Failed" && Date.parse(metadata.creationTimestamp) >= since - 1000,
  );
  // The cluster keeps ended pods for a long time: if another pod is ready, the ended pods may be old.
  const tolerance = pods.some(isPodReady) ? Infinity : crashTolerance;
  const evicted = failed.filter(({ status }) => status?.reason === "Evicted");
  const rejected = failed.filter(isRejected);
  const others = failed.filter(
    (pod) =>
      ENDED_FOR_OTHERS.test(pod.status?.reason ?? "") ||
      ((pod.status?.reason ?? "") === "" && disruptionOf(pod) !== undefined),
  );
  return [
    describeEvicted(evicted, tolerance),
    describeRejected(rejected),
    others.length < series ? undefined : describeEndedForOthers(others),
  ].filter((diagnosis) => diagnosis !== undefined);
}

function describeEvicted(pods: readonly Pod[], tolerance: number): Diagnosis | undefined {
  const last = pods.at(-1);
  if (last === undefined) return undefined;
  const message = last.status?.message ?? "";
  const own = pods.filter(({ status }) => OWN_LIMIT.test(status?.message ?? ""));
  return {
    reason: "evicted",
    message: `${countOf(pods)} evicted: ${message.trim()}`,
    fix:
      own.length > 0
        ? "raise resources.limits of what the message names (such as ephemeral-storage), or write less to the container's own disk, logs and emptyDir volumes"
        : "the node ran short of what the message names: set the pods' requests to what they use, or use larger nodes",
    fatalAt: own.length > tolerance ? ALREADY : NEVER,
    pod: last.metadata.name,
  };
}

/** Diagnoses a pod that ran longer than it may; its containers were ended by signals, whatever they did. */
export function diagnoseDeadline({ metadata, spec, status = {} }: Pod): Diagnosis | undefined {
  if (status.phase !== "Failed" || status.reason !== PAST_DEADLINE) return undefined;
  const { containerStatuses = [] } = status;
  const ended = containerStatuses.find(({ state }) => state?.terminated?.exitCode !== 0);
  const image = spec.containers.find(({ name }) => name === ended?.name)?.image;
  return {
    reason: "container-failed",
    message: `the pod was ended, because it ran longer than its activeDeadlineSeconds: ${(status.message ?? "").trim()}`,
    fix: "find in the log of the container (job summary) what takes so long, or raise activeDeadlineSeconds in the pod template",
    fatalAt: NEVER,
    pod: metadata.name,
    ...(ended === undefined ? {} : { container: ended.name }),
    ...(image === undefined ? {} : { image }),
  };
}

function describeRejected(pods: readonly Pod[]): Diagnosis | undefined {
  const last = pods.at(-1);
  if (last === undefined) return undefined;
  const { reason = "", message = "" } = last.status ?? {};
  return {
    reason: "node-rejected",
    message: `${countOf(pods)} refused by the node (${reason}): ${message.trim()}`,
    fix: "correct what the message names: a resource that the node has no more of, a device or sysctl that it does not offer, or labels that changed after the pod was scheduled",
    fatalAt: NEVER,
    pod: last.metadata.name,
  };
}

function describeEndedForOthers(pods: readonly Pod[]): Diagnosis | undefined {
  const last = pods.at(-1);
  if (last === undefined) return undefined;
  const { reason: own = "", message: said } = last.status ?? {};
  const disruption = disruptionOf(last);
  const reason = own === "" ? (disruption?.reason ?? "") : own;
  const message = (said ?? disruption?.message ?? "").trim();
  return {
    reason: "evicted",
    message: `${countOf(pods)} ended${own === "" ? "" : pods.length === 1 ? " by its node" : " by their nodes"} (${reason})${message === "" ? "" : `: ${message}`}`,
    fix: FIXES[reason] ?? (pods.length === 1 ? NODE_GOES : NODES_GO),
    fatalAt: NEVER,
    pod: last.metadata.name,
  };
}

const NODES_GO =
  "the nodes shut down one after the other: find out what shuts them down (spot interruptions, an update of the node group, a drain), and deploy again when the nodes stay up";

const NODE_GOES =
  "run the job again: the pod's node was drained or shut down (a spot interruption, an update or a consolidation of the nodes); to retry by itself, raise backoffLimit, or ignore disruptions in podFailurePolicy; with Karpenter, the annotation karpenter.sh/do-not-disrupt keeps the node until the pod has ended";

/** Fixes by the reason of the pod or of its disruption. */
const FIXES: Readonly<Record<string, string>> = {
  Preempting:
    "the node has no room left next to its critical pods: add nodes, use larger ones, or lower resources.requests",
  PreemptionByScheduler:
    "pods with a higher priority took the room: add nodes, or give the pods a higher priority (priorityClassName)",
};

const countOf = (pods: readonly Pod[]): string =>
  pods.length === 1 ? "a pod was" : `${pods.length} pods were`;
