import { StatusError } from "../errors.ts";
import type { Cluster } from "../cluster.ts";
import type { Pod, StatefulSet } from "../objects.ts";
import { keyOf, ownedBy, ownerKeys, type Controller } from "./controller.ts";
import { isAvailable, isReady, nextAvailable, podFrom, podsOf } from "./pods.ts";
import { counts } from "./replicasets.ts";
import { ensureRevision, templateOf } from "./revisions.ts";

const COMPONENT = "statefulset-controller";
const HASH = "controller-revision-hash";
const RETRY_SECONDS = 10;

export const statefulSets: Controller = {
  name: "statefulsets",
  keys({ plural, object }) {
    if (plural === "statefulsets") return [keyOf(object)];
    return plural === "pods" ? ownerKeys(object, "StatefulSet") : [];
  },
  reconcile(cluster, namespace, name) {
    const set = cluster.store.get("statefulsets", namespace, name);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return undefined;
    const update = ensureRevision(cluster, set).name;
    const current = set.status.currentRevision ?? update;
    const refused = step(cluster, set, current, update);
    writeStatus(cluster, set, current, update);
    if (refused) return RETRY_SECONDS * cluster.pace.secondMs;
    return nextAvailable(cluster, podsOf(cluster, set), set.spec.minReadySeconds);
  },
};

function ordinalOf(pod: Pod): number {
  return Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf("-") + 1));
}

/**
 * One step of the controller's loop. With OrderedReady it stops at the first pod that is not healthy, also at a broken
 * one of another revision: that is why a bad update cannot be taken back by itself (kubernetes#67250).
 * @returns whether the API refused a pod
 */
function step(cluster: Cluster, set: StatefulSet, current: string, update: string): boolean {
  const ordered = set.spec.podManagementPolicy !== "Parallel";
  const pods = podsOf(cluster, set);
  const healthy = (pod: Pod) =>
    pod.metadata.deletionTimestamp === undefined &&
    isAvailable(cluster, pod, set.spec.minReadySeconds);
  for (let ordinal = 0; ordinal < set.spec.replicas; ordinal += 1) {
    const pod = pods.find((item) => ordinalOf(item) === ordinal);
    if (pod === undefined) {
      if (createPod(cluster, set, ordinal, current, update)) return true;
      if (ordered) return false;
    } else if (pod.status.phase === "Failed" || pod.status.phase === "Succeeded") {
      remove(cluster, set, pod);
      if (ordered) return false;
    } else if (ordered && !healthy(pod)) return false;
  }
  const surplus = pods
    .filter((pod) => ordinalOf(pod) >= set.spec.replicas)
    .sort((a, b) => ordinalOf(b) - ordinalOf(a));
  for (const pod of ordered ? surplus.slice(0, 1) : surplus) remove(cluster, set, pod);
  if (surplus.length > 0 || set.spec.updateStrategy.type === "OnDelete") return false;
  updateHighest(cluster, set, pods, update, healthy);
  return false;
}

/** Replaces the highest pod that is not of the new revision, one at a time, down to the partition. */
function updateHighest(
  cluster: Cluster,
  set: StatefulSet,
  pods: Pod[],
  update: string,
  healthy: (pod: Pod) => boolean,
): void {
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  for (let ordinal = set.spec.replicas - 1; ordinal >= partition; ordinal -= 1) {
    const pod = pods.find((item) => ordinalOf(item) === ordinal);
    if (pod === undefined) return;
    if (pod.metadata.labels?.[HASH] !== update && pod.metadata.deletionTimestamp === undefined) {
      remove(cluster, set, pod);
      return;
    }
    if (!healthy(pod)) return;
  }
}

function remove(cluster: Cluster, set: StatefulSet, pod: Pod): void {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  cluster.remove("pods", pod.metadata.namespace, pod.metadata.name);
  const message = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
  cluster.record(set, { reason: "SuccessfulDelete", message, component: COMPONENT });
}

function createPod(
  cluster: Cluster,
  set: StatefulSet,
  ordinal: number,
  current: string,
  update: string,
): boolean {
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  const revision = ordinal < partition ? current : update;
  const name = `${set.metadata.name}-${ordinal}`;
  const draft = podFrom(templateOf(cluster, set, revision), set.metadata.namespace);
  const labels = {
    ...draft.metadata?.labels,
    "apps.kubernetes.io/pod-index": String(ordinal),
    [HASH]: revision,
    "statefulset.kubernetes.io/pod-name": name,
  };
  Object.assign(draft.metadata ?? {}, { name, labels, ownerReferences: ownedBy(set) });
  const claims = claimsOf(cluster, set, name);
  const volumes = [...(draft.spec?.volumes ?? []), ...claims];
  Object.assign(
    draft.spec ?? {},
    { hostname: name, subdomain: set.spec.serviceName },
    claims.length > 0 ? { volumes } : {},
  );
  const say = (reason: string, message: string, warning = false) =>
    cluster.record(set, { reason, message, component: COMPONENT, warning });
  try {
    cluster.create("pods", draft);
    say("SuccessfulCreate", `Create Pod ${name} in StatefulSet ${set.metadata.name} successful`);
    return false;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    say(
      "FailedCreate",
      `create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${error.message}`,
      true,
    );
    return true;
  }
}

function claimsOf(cluster: Cluster, set: StatefulSet, pod: string) {
  const { namespace } = set.metadata;
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata, spec }) => {
    const name = `${metadata.name}-${pod}`;
    if (cluster.store.get("persistentvolumeclaims", namespace, name) === undefined) {
      const labels = set.spec.selector.matchLabels ?? {};
      cluster.create("persistentvolumeclaims", { metadata: { name, namespace, labels }, spec });
      const message = `create Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name} success`;
      cluster.record(set, { reason: "SuccessfulCreate", message, component: COMPONENT });
    }
    return { name: metadata.name, persistentVolumeClaim: { claimName: name } };
  });
}

function writeStatus(cluster: Cluster, set: StatefulSet, current: string, update: string): void {
  const pods = podsOf(cluster, set);
  const of = (revision: string) =>
    pods.filter(
      (pod) =>
        pod.metadata.labels?.[HASH] === revision && pod.metadata.deletionTimestamp === undefined,
    );
  const updated = of(update);
  const ready = pods.filter(isReady);
  const available = pods.filter((pod) =>
    isAvailable(cluster, pod, set.spec.minReadySeconds),
  ).length;
  const done =
    updated.length === set.spec.replicas &&
    updated.every(isReady) &&
    pods.length === set.spec.replicas;
  const now = done ? update : current;
  cluster.change(
    "statefulsets",
    set,
    (draft) => {
      draft.status = {
        observedGeneration: set.metadata.generation ?? 1,
        replicas: pods.length,
        ...counts({ readyReplicas: ready.length }),
        availableReplicas: available,
        ...counts({ currentReplicas: of(now).length, updatedReplicas: updated.length }),
        currentRevision: now,
        updateRevision: update,
        collisionCount: 0,
      };
    },
    "status",
  );
}
