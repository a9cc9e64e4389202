import { StatusError } from "../errors.ts";
import type { Cluster } from "../cluster.ts";
import type { DaemonSet, Node, Pod } from "../objects.ts";
import { share } from "../quantities.ts";
import { pinnedNodes } from "../kubelet/scheduler.ts";
import { keyOf, ownedBy, ownerKeys, type Controller } from "./controller.ts";
import { isAvailable, isReady, nextAvailable, podFrom, podsOf } from "./pods.ts";
import { ensureRevision } from "./revisions.ts";
import { counts } from "./replicasets.ts";

const COMPONENT = "daemonset-controller";
const HASH = "controller-revision-hash";
const RETRY_SECONDS = 10;

export const daemonSets: Controller = {
  name: "daemonsets",
  keys({ plural, object }, { store }) {
    if (plural === "daemonsets") return [keyOf(object)];
    if (plural === "nodes") return store.list("daemonsets").map(keyOf);
    return plural === "pods" ? ownerKeys(object, "DaemonSet") : [];
  },
  reconcile(cluster, namespace, name) {
    const set = cluster.store.get("daemonsets", namespace, name);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return undefined;
    const { hash } = ensureRevision(cluster, set);
    const nodes = cluster.store.list("nodes").filter((node) => fits(set, node));
    const refused = fill(cluster, set, nodes, hash);
    replaceOld(cluster, set, nodes, hash);
    writeStatus(cluster, set, nodes, hash);
    if (refused) return RETRY_SECONDS * cluster.pace.secondMs;
    return nextAvailable(cluster, podsOf(cluster, set), set.spec.minReadySeconds);
  },
};

function fits({ spec }: DaemonSet, node: Node): boolean {
  const selector = Object.entries(spec.template.spec.nodeSelector ?? {});
  return selector.every(([key, value]) => node.metadata.labels?.[key] === value);
}

function nodeOf(pod: Pod): string {
  return pod.spec.nodeName ?? pinnedNodes(pod)?.[0] ?? "";
}

function fill(cluster: Cluster, set: DaemonSet, nodes: Node[], hash: string): boolean {
  const pods = podsOf(cluster, set);
  for (const pod of pods.filter(({ status }) => status.phase === "Failed"))
    remove(cluster, set, pod);
  for (const pod of pods.filter(
    (item) => !nodes.some((node) => node.metadata.name === nodeOf(item)),
  ))
    remove(cluster, set, pod);
  for (const node of nodes)
    if (!pods.some((pod) => nodeOf(pod) === node.metadata.name && pod.status.phase !== "Failed"))
      if (createPod(cluster, set, node, hash)) return true;
  return false;
}

const TOLERATIONS = ["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"].map(
  (name) => ({
    key: `node.kubernetes.io/${name}`,
    operator: "Exists",
    effect: "NoSchedule",
  }),
);
const STAYING = ["not-ready", "unreachable"].map((name) => ({
  key: `node.kubernetes.io/${name}`,
  operator: "Exists",
  effect: "NoExecute",
}));

function createPod(cluster: Cluster, set: DaemonSet, node: Node, hash: string): boolean {
  const draft = podFrom(set.spec.template, set.metadata.namespace);
  const terms = [
    { matchFields: [{ key: "metadata.name", operator: "In", values: [node.metadata.name] }] },
  ];
  const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
  Object.assign(draft.metadata ?? {}, {
    generateName: `${set.metadata.name}-`,
    labels: {
      ...draft.metadata?.labels,
      [HASH]: hash,
      "pod-template-generation": String(set.metadata.generation ?? 1),
    },
    ownerReferences: ownedBy(set),
  });
  Object.assign(draft.spec ?? {}, {
    affinity: { nodeAffinity: required },
    tolerations: [...(draft.spec?.tolerations ?? []), ...STAYING, ...TOLERATIONS],
  });
  try {
    const pod = cluster.create("pods", draft);
    const message = `Created pod: ${pod.metadata.name}`;
    cluster.record(set, { reason: "SuccessfulCreate", message, component: COMPONENT });
    return false;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const message = `Error creating: ${error.message}`;
    cluster.record(set, { reason: "FailedCreate", message, component: COMPONENT, warning: true });
    return true;
  }
}

function remove(cluster: Cluster, set: DaemonSet, pod: Pod): void {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  cluster.remove("pods", pod.metadata.namespace, pod.metadata.name);
  const message = `Deleted pod: ${pod.metadata.name}`;
  cluster.record(set, { reason: "SuccessfulDelete", message, component: COMPONENT });
}

/** Takes away pods of the old template: those that do not serve first, others as far as maxUnavailable allows. */
function replaceOld(cluster: Cluster, set: DaemonSet, nodes: Node[], hash: string): void {
  if (set.spec.updateStrategy.type === "OnDelete") return;
  const pods = podsOf(cluster, set);
  const old = pods.filter(
    (pod) => pod.metadata.labels?.[HASH] !== hash && pod.metadata.deletionTimestamp === undefined,
  );
  const serving = (pod: Pod) =>
    isAvailable(cluster, pod, set.spec.minReadySeconds) &&
    pod.metadata.deletionTimestamp === undefined;
  const most = Math.max(
    1,
    share(set.spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1, nodes.length, true),
  );
  let room = most - (nodes.length - pods.filter(serving).length);
  for (const pod of old)
    if (!serving(pod)) remove(cluster, set, pod);
    else if (room > 0) {
      remove(cluster, set, pod);
      room -= 1;
    }
}

function writeStatus(cluster: Cluster, set: DaemonSet, nodes: Node[], hash: string): void {
  const pods = podsOf(cluster, set);
  const current = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const available = current.filter((pod) =>
    isAvailable(cluster, pod, set.spec.minReadySeconds),
  ).length;
  const updated = current.filter(({ metadata }) => metadata.labels?.[HASH] === hash).length;
  cluster.change(
    "daemonsets",
    set,
    (draft) => {
      draft.status = {
        currentNumberScheduled: current.length,
        numberMisscheduled: 0,
        desiredNumberScheduled: nodes.length,
        numberReady: current.filter(isReady).length,
        observedGeneration: set.metadata.generation ?? 1,
        ...counts({
          updatedNumberScheduled: updated,
          numberAvailable: available,
          numberUnavailable: Math.max(0, nodes.length - available),
        }),
      };
    },
    "status",
  );
}
