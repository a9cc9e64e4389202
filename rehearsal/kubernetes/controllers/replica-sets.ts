import { isReady, type Cluster } from "../objects/cluster.ts";
import { timestamp } from "../objects/names.ts";
import type { Condition, Pod, ReplicaSet } from "../objects/types.ts";
import { keysWithPods, type Controller } from "./loop.ts";
import {
  RETRY_SECONDS,
  createPod,
  deletePod,
  isActive,
  isAvailable,
  nextAvailable,
  podsOf,
  withoutZeros,
} from "./pods.ts";
import { selects } from "../objects/selectors.ts";

const COMPONENT = "replicaset-controller";

export const replicaSets: Controller = {
  name: "replicasets",
  keys: keysWithPods("replicasets", "ReplicaSet"),
  reconcile(cluster, namespace, name) {
    const set = cluster.store.get("replicasets", namespace, name);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return undefined;
    const before = podsOf(cluster, set).filter(isActive);
    const refused = scale(cluster, set, before);
    const pods = podsOf(cluster, set).filter(isActive);
    const now = Date.now();
    writeStatus(cluster, set, { pods, refused, now });
    if (refused !== undefined) return RETRY_SECONDS * cluster.delays.secondMs;
    return nextAvailable(cluster, pods, now, set.spec.minReadySeconds);
  },
};

/** Creates or deletes pods until their number is right. @returns the API's refusal, if any */
function scale(cluster: Cluster, set: ReplicaSet, pods: Pod[]): string | undefined {
  const missing = set.spec.replicas - pods.length;
  for (let count = 0; count < missing; count += 1) {
    const refused = createPod(cluster, set, set.spec.template, COMPONENT);
    if (refused !== undefined) return refused.message;
  }
  const surplus = [...pods].sort(leastWanted).slice(0, Math.max(0, -missing));
  for (const pod of surplus) deletePod(cluster, set, pod, COMPONENT);
  return undefined;
}

/** Orders pods for deletion: unbound, not running, not ready, then youngest. */
function leastWanted(a: Pod, b: Pod): number {
  const rank = (pod: Pod) =>
    (pod.spec.nodeName === undefined ? 0 : 4) +
    (pod.status.phase === "Running" ? 2 : 0) +
    (isReady(pod) ? 1 : 0);
  return (
    rank(a) - rank(b) || (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1)
  );
}

function writeStatus(
  cluster: Cluster,
  set: ReplicaSet,
  { pods, refused, now }: { pods: Pod[]; refused: string | undefined; now: number },
): void {
  const { minReadySeconds, template } = set.spec;
  const labelled = pods.filter(({ metadata }) =>
    selects({ matchLabels: template.metadata.labels ?? {} }, metadata.labels),
  );
  const available = pods.filter((pod) => isAvailable(cluster, pod, now, minReadySeconds)).length;
  const ready = pods.filter(isReady).length;
  cluster.update(
    "replicasets",
    set,
    (draft) => {
      const failure = draft.status.conditions?.find(({ type }) => type === "ReplicaFailure");
      const conditions = refused === undefined ? [] : [failure ?? failureOf(refused)];
      draft.status = {
        replicas: pods.length,
        ...withoutZeros({
          fullyLabeledReplicas: labelled.length,
          readyReplicas: ready,
          availableReplicas: available,
        }),
        terminatingReplicas: 0,
        observedGeneration: set.metadata.generation ?? 1,
        ...(conditions.length === 0 ? {} : { conditions }),
      };
    },
    "status",
  );
}

function failureOf(message: string): Condition {
  const lastTransitionTime = timestamp();
  return {
    type: "ReplicaFailure",
    status: "True",
    lastTransitionTime,
    reason: "FailedCreate",
    message,
  };
}
