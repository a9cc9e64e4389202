import type {
  DaemonSet,
  Deployment,
  Pod,
  ReplicaSet,
  StatefulSet,
  WorkloadKind,
  WorkloadObject,
} from "../api/objects.ts";
import { isObserved } from "../readiness/every-kind.ts";
import type { ClusterView } from "./view.ts";

/** What runs, or should run, the newest specification of a workload. */
export interface Wanted {
  /** The object that creates the pods: a Deployment's newest ReplicaSet, or the workload. Undefined = not known yet. */
  creator: WorkloadObject | ReplicaSet | undefined;
  /** All pods that the creator owns. */
  owned: Pod[];
  /** The owned pods that represent the wanted version: problems of the other pods end with those pods. */
  pods: Pod[];
}

const UNKNOWN: Wanted = { creator: undefined, owned: [], pods: [] };

/**
 * Finds the pods of the wanted version. There are none as long as the controller has not read the newest specification,
 * or its ReplicaSet is not known: the pods that run then are being replaced.
 */
export function findWanted(kind: WorkloadKind, object: WorkloadObject, view: ClusterView): Wanted {
  if (!isObserved(kind, object)) return UNKNOWN;
  const creator = kind === "Deployment" ? newReplicaSet(object, view) : object;
  if (creator === undefined) return UNKNOWN;
  const owned = view.owned("Pod", creator.metadata.uid);
  return { creator, owned, pods: owned.filter(versionFilter(kind, object, owned)) };
}

/**
 * Finds the newest ReplicaSet. The controller writes the revision to the Deployment and the ReplicaSet before it
 * reports the generation.
 */
const newReplicaSet = (object: WorkloadObject, view: ClusterView): ReplicaSet | undefined => {
  const revision = revisionOf(object);
  return revision === undefined
    ? undefined
    : view.owned("ReplicaSet", object.metadata.uid).find((set) => revisionOf(set) === revision);
};

const revisionOf = ({ metadata }: Deployment | ReplicaSet): string | undefined =>
  metadata.annotations?.["deployment.kubernetes.io/revision"];

type PodFilter = (pod: Pod) => boolean;
const ALL: PodFilter = () => true;

function versionFilter(kind: WorkloadKind, object: WorkloadObject, owned: Pod[]): PodFilter {
  if (kind === "StatefulSet") return filterOfSet(object);
  if (kind === "DaemonSet") return filterOfDaemons(object, owned);
  return ALL;
}

/**
 * Selects the pods that count. The controller of an ordered set waits for its pods of any version, so a broken old pod
 * is stuck forever. The controller of a parallel set replaces such a pod. Pods below the partition keep their version.
 * https://github.com/kubernetes/kubernetes/issues/67250
 */
function filterOfSet(set: StatefulSet): PodFilter {
  const { updateStrategy: { type, rollingUpdate } = {}, podManagementPolicy, ordinals } = set.spec;
  if (podManagementPolicy !== "Parallel" || type === "OnDelete") return ALL;
  const partition = (ordinals?.start ?? 0) + (rollingUpdate?.partition ?? 0);
  const isNewest = isOfNewest(set);
  return (pod) => isNewest(pod) || ordinalOf(pod) < partition;
}

const ordinalOf = ({ metadata }: Pod): number =>
  Number(/-(\d+)$/.exec(metadata.name)?.[1] ?? Infinity);

/** Returns whether a pod has the revision to which its StatefulSet is updated. */
export const isOfNewest =
  ({ status }: Pick<StatefulSet, "status">): PodFilter =>
  (pod) =>
    hashOf(pod) === status?.updateRevision;

/** Returns the revision of a StatefulSet's or DaemonSet's pod. */
const hashOf = ({ metadata }: Pod): string | undefined =>
  metadata.labels?.["controller-revision-hash"];

/**
 * Selects the pods that the controller counts as updated: pods with the generation of the template, or with the same
 * revision as those. Without the generation labels, pods with the revision of the youngest pod count. If several pods
 * are equally young (times have whole seconds) and their revisions differ, no pod counts.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/daemon/util/daemonset_util.go (IsPodUpdated)
 */
function filterOfDaemons({ metadata, spec, status }: DaemonSet, owned: Pod[]): PodFilter {
  const updated = status?.updatedNumberScheduled ?? 0;
  if (spec.updateStrategy?.type === "OnDelete" || updated >= owned.length) return ALL;
  const generation = metadata.annotations?.["deprecated.daemonset.template.generation"];
  const marked = owned.filter(
    (pod) =>
      generation !== undefined && pod.metadata.labels?.["pod-template-generation"] === generation,
  );
  // With maxSurge, the controller counts the oldest pod of a node, so a new pod next to it is not counted yet.
  if (updated === 0 && marked.length === 0) return () => false;
  const hashes = new Set((marked.length > 0 ? marked : youngest(owned)).map(hashOf));
  if (marked.length === 0 && hashes.size > 1) return () => false;
  return (pod) => hashes.has(hashOf(pod));
}

function youngest(pods: readonly Pod[]): Pod[] {
  const times = pods.map(({ metadata }) => Date.parse(metadata.creationTimestamp));
  const last = Math.max(...times);
  return pods.filter((_, index) => times[index] === last);
}
