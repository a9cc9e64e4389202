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
 * How many pods of the wanted version are ready: the counter of the workload itself counts those of older versions as
 * well, which serve on while the new ones fail. Undefined: it is not known, or the kind has no versions.
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

/** Pods of an older version count as wanted where the controller waits for them, but not here. */
const readyOfSet = (set: StatefulSet, { owned }: Wanted): number | undefined =>
  (set.status?.updatedReplicas ?? 0) === 0 ? 0 : count(owned, owned.filter(isOfNewest(set)));

/** Where no pod can be read, nothing is known of them. */
const count = (owned: readonly Pod[], wanted: readonly Pod[]): number | undefined =>
  owned.length === 0 ? undefined : wanted.filter(isReady).length;

const isReady = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp === undefined && isPodReady(pod);
