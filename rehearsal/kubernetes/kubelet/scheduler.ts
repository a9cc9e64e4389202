import { isLive } from "../admission.ts";
import type { Cluster } from "../cluster.ts";
import type { Controller } from "../controllers/controller.ts";
import { timestamp } from "../names.ts";
import type { Node, Pod } from "../objects.ts";
import { quantity } from "../quantities.ts";
import { setCondition } from "./status.ts";

type Tolerations = NonNullable<Pod["spec"]["tolerations"]>;

/** Binds pods to nodes: node selectors, taints, claims, CPU, memory and pod counts are looked at. */
export const scheduler: Controller = {
  name: "scheduler",
  keys({ plural, object, type }, { store }) {
    if (plural === "pods" && type !== "DELETED" && (object as Pod).spec.nodeName === undefined)
      return [`${object.metadata.namespace ?? ""}/${object.metadata.name}`];
    // Room may have come free, or a claim that a pod waits for may be there.
    if (
      (plural === "pods" && type === "DELETED") ||
      plural === "nodes" ||
      plural === "persistentvolumeclaims"
    )
      return store
        .list("pods")
        .filter(({ spec }) => spec.nodeName === undefined)
        .map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`);
    return [];
  },
  delay: (cluster) => cluster.pace.scheduleMs,
  reconcile(cluster, namespace, name) {
    const pod = cluster.store.get("pods", namespace, name);
    if (
      pod === undefined ||
      pod.spec.nodeName !== undefined ||
      pod.metadata.deletionTimestamp !== undefined
    )
      return;
    const { node, problem } = choose(cluster, pod);
    if (node === undefined) refuse(cluster, pod, problem);
    else bind(cluster, pod, node);
  },
};

// The API server copies them to the pod when it is bound, since 1.35 by default:
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podtopologylabels
const TOPOLOGY = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

function bind(cluster: Cluster, pod: Pod, node: Node): void {
  const { namespace = "", name } = pod.metadata;
  const host = node.metadata.name;
  const draft = structuredClone(pod);
  draft.spec.nodeName = host;
  for (const label of TOPOLOGY) {
    const value = node.metadata.labels?.[label];
    if (value !== undefined) draft.metadata.labels = { ...draft.metadata.labels, [label]: value };
  }
  setCondition(draft, { type: "PodScheduled", status: "True" }, timestamp());
  const message = `Successfully assigned ${namespace}/${name} to ${host}`;
  cluster.record(pod, { reason: "Scheduled", message, component: "default-scheduler" });
  cluster.store.put("pods", draft);
}

function refuse(cluster: Cluster, pod: Pod, problem: string): void {
  const before = pod.status.conditions?.find(({ type }) => type === "PodScheduled");
  if (before?.message === problem) return;
  const condition = {
    type: "PodScheduled",
    status: "False" as const,
    reason: "Unschedulable",
    message: problem,
    observedGeneration: pod.metadata.generation ?? 1,
  };
  cluster.change("pods", pod, (draft) => setCondition(draft, condition, timestamp()), "status");
  cluster.record(pod, {
    reason: "FailedScheduling",
    message: problem,
    component: "default-scheduler",
    warning: true,
  });
}

function choose(cluster: Cluster, pod: Pod): { node?: Node; problem: string } {
  const nodes = cluster.store.list("nodes");
  const missing = (pod.spec.volumes ?? [])
    .flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])
    .find(
      (claim) =>
        cluster.store.get("persistentvolumeclaims", pod.metadata.namespace, claim) === undefined,
    );
  if (missing !== undefined)
    return {
      problem: unavailable(nodes.length, `persistentvolumeclaim "${missing}" not found. not found`),
    };
  const scripted = cluster.failures.of(pod).some(({ reason }) => reason === "unschedulable");
  const pods = cluster.store.list("pods").filter(isLive);
  const reasons = nodes.map((node) => (scripted ? "Insufficient cpu" : problemOn(node, pod, pods)));
  const free = nodes.filter((_, index) => reasons[index] === undefined);
  // The node with the fewest pods, so that replicas spread.
  const load = (node: Node) =>
    pods.filter(({ spec }) => spec.nodeName === node.metadata.name).length;
  const [node] = free.sort((a, b) => load(a) - load(b));
  if (node !== undefined) return { node, problem: "" };
  const list = [...new Set(reasons)]
    .map((reason) => `${reasons.filter((item) => item === reason).length} ${reason ?? ""}`)
    .sort();
  // Taking pods away helps only where the pod would fit on an empty node.
  const helps = nodes.some(
    (node, index) => reasons[index]?.includes("Insufficient") && (scripted || fitsAlone(node, pod)),
  );
  const preemption = helps
    ? `${nodes.length} No preemption victims found for incoming pod.`
    : `${nodes.length} Preemption is not helpful for scheduling.`;
  const text = `${list.join(", ")}. no new claims to deallocate, preemption: ${unavailable(nodes.length, preemption)}`;
  return { problem: unavailable(nodes.length, text) };
}

function fitsAlone(node: Node, pod: Pod): boolean {
  return ["cpu", "memory"].every(
    (resource) => requested(pod, resource) <= quantity(node.status.allocatable[resource] ?? 0),
  );
}

function unavailable(count: number, text: string): string {
  return count === 0
    ? "no nodes available to schedule pods"
    : `0/${count} nodes are available: ${text}`;
}

function problemOn(node: Node, pod: Pod, pods: Pod[]): string | undefined {
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  if (wanted.some(([key, value]) => node.metadata.labels?.[key] !== value) || !pinned(node, pod))
    return "node(s) didn't match Pod's node affinity/selector";
  if (node.spec.unschedulable === true && !tolerates(pod, "node.kubernetes.io/unschedulable"))
    return "node(s) were unschedulable";
  const taint = (node.spec.taints ?? []).find(
    ({ key, effect }) => effect !== "PreferNoSchedule" && !tolerates(pod, key),
  );
  if (taint !== undefined) return `node(s) had untolerated taint(s)`;
  const here = pods.filter(({ spec }) => spec.nodeName === node.metadata.name);
  if (here.length >= Number(node.status.allocatable["pods"] ?? 110)) return "Too many pods";
  for (const resource of ["cpu", "memory"]) {
    const used = here.reduce((sum, other) => sum + requested(other, resource), 0);
    const free = quantity(node.status.allocatable[resource] ?? 0) - used;
    if (requested(pod, resource) > free) return `Insufficient ${resource}`;
  }
  return undefined;
}

interface Affinity {
  nodeAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: {
      nodeSelectorTerms?: { matchFields?: { key: string; values?: string[] }[] }[];
    };
  };
}

/** The nodes that an affinity on metadata.name allows, as a DaemonSet's pods have it; undefined for any. */
export function pinnedNodes(pod: Pod): string[] | undefined {
  const affinity = pod.spec["affinity"] as Affinity | undefined;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms?.flatMap((term) => term.matchFields ?? [])[0]?.values;
}

function pinned(node: Node, pod: Pod): boolean {
  return pinnedNodes(pod)?.includes(node.metadata.name) ?? true;
}

function tolerates(pod: Pod, key: string): boolean {
  const tolerations: Tolerations = pod.spec.tolerations ?? [];
  return tolerations.some((item) => item.key === undefined || item.key === key);
}

function requested(pod: Pod, resource: string): number {
  return pod.spec.containers.reduce(
    (sum, { resources }) => sum + quantity(resources?.requests?.[resource] ?? 0),
    0,
  );
}
