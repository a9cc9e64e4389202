import { isPodReady } from "../api/objects.ts";
import type {
  DaemonSet,
  Pod,
  ReplicaSet,
  StatefulSet,
  WorkloadKind,
  WorkloadObject,
} from "../api/objects.ts";
import { isOfNewest } from "./wanted.ts";
import type { Wanted } from "./wanted.ts";

/**
 * Returns how many pods of the wanted version are ready. The workload's own counter includes pods of older versions,
 * which continue to serve while the new ones fail. Undefined if the number is not known, or if the kind has no
 * versions.
 */
export function readyOfWanted(
  kind: WorkloadKind,
  object: WorkloadObject,
  wanted: Wanted,
): number | undefined {
  const { creator } = wanted;
  if (creator === undefined) return undefined;
  switch (kind) {
    case "Deployment":
      return (creator as ReplicaSet).status?.readyReplicas ?? 0;
    case "StatefulSet":
      return readyOfSet(object, wanted);
    case "DaemonSet":
      return readyOfDaemons(object, wanted);
    case "Job":
      return undefined;
  }
}

const readyOfDaemons = ({ status }: DaemonSet, { owned, pods }: Wanted): number | undefined =>
  (status?.updatedNumberScheduled ?? 0) === 0 ? 0 : count(owned, pods);

/**
 * Counts only pods of the newest revision. Elsewhere, pods of an older version count as wanted if the controller waits
 * for them.
 */
const readyOfSet = (set: StatefulSet, { owned }: Wanted): number | undefined =>
  (set.status?.updatedReplicas ?? 0) === 0 ? 0 : count(owned, owned.filter(isOfNewest(set)));

/** Counts the ready pods; undefined if no pod can be read, because nothing is known about them then. */
const count = (owned: readonly Pod[], wanted: readonly Pod[]): number | undefined =>
  owned.length === 0 ? undefined : wanted.filter(isReady).length;

const isReady = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp === undefined && isPodReady(pod);
