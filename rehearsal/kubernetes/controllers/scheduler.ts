import type { Cluster } from "../objects/cluster.ts";
import { keyOf } from "../objects/kinds.ts";
import { timestamp } from "../objects/names.ts";
import { quantity } from "../objects/quantities.ts";
import type { Condition, Node, Pod } from "../objects/types.ts";
import type { Controller } from "./loop.ts";
import { isLive } from "./pods.ts";

/** Binds pods to nodes. It considers node selectors, CPU, memory and pod counts. */
export const scheduler: Controller = {
  name: "scheduler",
  keys({ plural, object, type }, { store }) {
    if (plural === "pods" && type !== "DELETED" && !isBound(object as Pod)) return [keyOf(object)];
    // Capacity may have become free.
    if ((plural === "pods" && type === "DELETED") || plural === "nodes")
      return store
        .list("pods")
        .filter((pod) => !isBound(pod))
        .map(keyOf);
    return [];
  },
  delay: (cluster) => cluster.delays.scheduleMs,
  reconcile(cluster, namespace, name) {
    const pod = cluster.store.get("pods", namespace, name);
    if (pod === undefined || isBound(pod) || pod.metadata.deletionTimestamp !== undefined)
      return undefined;
    const choice = chooseNode(cluster, pod);
    if ("node" in choice) bindPod(cluster, pod, choice.node);
    else reportProblem(cluster, pod, choice.problem);
    return undefined;
  },
};

const isBound = ({ spec }: Pod): boolean => spec.nodeName !== undefined;

// The API server copies these labels to a pod when the pod is bound, since 1.35 by default:
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podtopologylabels
const TOPOLOGY = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

function bindPod(cluster: Cluster, pod: Pod, node: Node): void {
  const { namespace = "", name } = pod.metadata;
  const host = node.metadata.name;
  const draft = structuredClone(pod);
  draft.spec.nodeName = host;
  for (const label of TOPOLOGY) {
    const value = node.metadata.labels?.[label];
    if (value !== undefined) draft.metadata.labels = { ...draft.metadata.labels, [label]: value };
  }
  setScheduled(draft, { status: "True" });
  const message = `Successfully assigned ${namespace}/${name} to ${host}`;
  cluster.record(pod, { reason: "Scheduled", message, component: "default-scheduler" });
  cluster.store.put("pods", draft);
}

function reportProblem(cluster: Cluster, pod: Pod, message: string): void {
  const before = pod.status.conditions?.find(({ type }) => type === "PodScheduled");
  if (before?.message === message) return;
  const observedGeneration = pod.metadata.generation ?? 1;
  const why = { status: "False", reason: "Unschedulable", message, observedGeneration };
  cluster.update("pods", pod, (draft) => setScheduled(draft, why), "status");
  const event = { reason: "FailedScheduling", message, component: "default-scheduler" };
  cluster.record(pod, { ...event, warning: true });
}

function setScheduled({ status }: Pod, why: Omit<Condition, "type">): void {
  const others = (status.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  const times = { lastProbeTime: null, lastTransitionTime: timestamp() };
  status.conditions = [...others, { type: "PodScheduled", ...times, ...why }];
}

/**
 * Returns the node with the fewest pods among the nodes that the pod fits on, or the scheduler's message if there is
 * none.
 */
function chooseNode(cluster: Cluster, pod: Pod): { node: Node } | { problem: string } {
  const nodes = cluster.store.list("nodes");
  const pods = cluster.store.list("pods").filter(isLive);
  const isScripted = cluster.failures.of(pod).some(({ reason }) => reason === "unschedulable");
  const reasons = nodes.map((node) =>
    isScripted ? "Insufficient cpu" : findProblem(node, pod, pods),
  );
  const load = (node: Node) => podsOn(node, pods).length;
  const [node] = nodes
    .filter((_, index) => reasons[index] === undefined)
    .sort((a, b) => load(a) - load(b));
  if (node !== undefined) return { node };
  const counted = [...new Set(reasons)]
    .map((reason) => `${reasons.filter((item) => item === reason).length} ${reason ?? ""}`)
    .sort();
  // Preemption helps only if the pod would fit on an empty node.
  const isHelpful = nodes.some(
    (one, index) => reasons[index]?.includes("Insufficient") && (isScripted || fitsAlone(one, pod)),
  );
  const preemption = isHelpful
    ? `${nodes.length} No preemption victims found for incoming pod.`
    : `${nodes.length} Preemption is not helpful for scheduling.`;
  const available = `0/${nodes.length} nodes are available:`;
  return {
    problem: `${available} ${counted.join(", ")}. no new claims to deallocate, preemption: ${available} ${preemption}`,
  };
}

const podsOn = ({ metadata }: Node, pods: Pod[]): Pod[] =>
  pods.filter(({ spec }) => spec.nodeName === metadata.name);

function findProblem(node: Node, pod: Pod, pods: Pod[]): string | undefined {
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  if (wanted.some(([key, value]) => node.metadata.labels?.[key] !== value))
    return "node(s) didn't match Pod's node affinity/selector";
  const here = podsOn(node, pods);
  if (here.length >= Number(node.status.allocatable["pods"] ?? 110)) return "Too many pods";
  const lacking = ["cpu", "memory"].find((resource) => {
    const used = here.reduce((sum, other) => sum + requested(other, resource), 0);
    return requested(pod, resource) + used > allocatable(node, resource);
  });
  return lacking === undefined ? undefined : `Insufficient ${lacking}`;
}

const fitsAlone = (node: Node, pod: Pod): boolean =>
  ["cpu", "memory"].every((resource) => requested(pod, resource) <= allocatable(node, resource));

const allocatable = ({ status }: Node, resource: string): number =>
  quantity(status.allocatable[resource] ?? 0);

const requested = ({ spec }: Pod, resource: string): number =>
  spec.containers.reduce(
    (sum, { resources }) => sum + quantity(resources?.requests?.[resource] ?? 0),
    0,
  );
