import { conditionOf, countOf } from "../api/objects.ts";
import { GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import type { PodView } from "./views.ts";

/** Diagnoses a pod that has no node yet. */
export function diagnoseScheduling(
  view: PodView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const { pod } = view;
  const scheduled = conditionOf(pod.status?.conditions, "PodScheduled");
  if (scheduled?.status !== "False") return undefined;
  if (scheduled.reason === "SchedulingGated") return diagnoseGates(view);
  if (scheduled.reason !== "Unschedulable") return undefined;
  const message = scheduled.message ?? "";
  const { reason, fix, gracePeriod } = CAUSES.find(({ says }) => says.test(message)) ?? UNKNOWN;
  return {
    reason,
    message: `no node can take the pod: ${message}`,
    fix,
    fatalAt: waitsSince(view, history, now) + gracePeriod,
    pod: pod.metadata.name,
  };
}

/** Whether an autoscaler adds a node for the pod, and it may still come. */
export const isScalingUp = ({ events }: PodView): boolean =>
  events.some(({ reason = "" }) => SCALING.test(reason));

/** Events of the Cluster Autoscaler and of Karpenter. */
const SCALING = /^(?:TriggeredScaleUp|Nominated)$/;

/** The wait starts again with each event of an autoscaler, because a new node is on its way. */
function waitsSince({ pod, events }: PodView, history: History, now: number): number {
  const scaling = events
    .filter(({ reason = "" }) => SCALING.test(reason))
    .map((event) => history.firstSeen(`${event.metadata.uid}/${countOf(event)}/scaling`, now));
  return Math.max(history.firstSeen(`${pod.metadata.uid}/scheduling`, now), ...scaling);
}

/** A gate is removed by whoever has set it; the scheduler waits for that without any deadline. */
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

interface Cause {
  /** In the scheduler's message. */
  says: RegExp;
  reason: Diagnosis["reason"];
  fix: string;
  gracePeriod: number;
}

/** The words of the scheduler's plugins: https://github.com/kubernetes/kubernetes/tree/master/pkg/scheduler/framework/plugins */
const CAUSES: readonly Cause[] = [
  {
    says: /persistentvolumeclaim "[^"]*" not found/,
    reason: "volume-claim-missing",
    fix: "create the PersistentVolumeClaim that the message names in the Kubernetes workspace, in the namespace of the pod, or correct claimName",
    gracePeriod: GRACE_PERIODS.volume,
  },
  {
    says: /unbound immediate PersistentVolumeClaims|persistentvolumeclaim "[^"]*" (?:is )?bound to non-existent|storageclass/i,
    reason: "volume-claim-unbound",
    fix: "check the StorageClass of the claim and its provisioner (`kubectl describe pvc`): the class has to exist, and on EKS the EBS or EFS CSI driver has to be installed",
    gracePeriod: GRACE_PERIODS.unschedulable,
  },
  {
    says: /volume node affinity conflict/,
    reason: "unschedulable",
    fix: "add a node in the availability zone of the volume; a class with volumeBindingMode WaitForFirstConsumer avoids it for new volumes",
    gracePeriod: GRACE_PERIODS.unschedulable,
  },
  {
    says: /untolerated taint\(?s?\)? \{?node\.kubernetes\.io\/(?:not-ready|unreachable|network-unavailable)|no nodes available to schedule pods/,
    reason: "nodes-not-ready",
    fix: "check the nodes (`kubectl get nodes`, `kubectl describe node`): kubelet, network plugin (aws-node) and disk; with no node at all, check the node group's size",
    gracePeriod: GRACE_PERIODS.unschedulable,
  },
  {
    says: /didn't match Pod's node affinity\/selector/,
    reason: "unschedulable",
    fix: "correct nodeSelector or node affinity of the pod, or label nodes to match",
    gracePeriod: GRACE_PERIODS.unschedulable,
  },
  {
    says: /Too many pods/,
    reason: "unschedulable",
    fix: "add nodes or larger ones: each takes a limited number of pods (on EKS by its network interfaces; prefix delegation raises it)",
    gracePeriod: GRACE_PERIODS.unschedulable,
  },
  {
    says: /untolerated taint/,
    reason: "unschedulable",
    fix: "give the pod a toleration for the taint that the message names, or add nodes without it",
    gracePeriod: GRACE_PERIODS.unschedulable,
  },
];

const UNKNOWN: Cause = {
  says: /^/,
  reason: "unschedulable",
  fix: "add or enlarge nodes, lower resources.requests, or match node selector, affinity and tolerations to the nodes",
  gracePeriod: GRACE_PERIODS.unschedulable,
};
