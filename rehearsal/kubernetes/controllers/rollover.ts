import type { ReplicaSet } from "../objects/types.ts";
import { limits, scaleTo, type Rollout } from "./rollout.ts";

const wanted = (sets: ReplicaSet[]) => sets.reduce((sum, set) => sum + set.spec.replicas, 0);
const available = (set: ReplicaSet) => set.status.availableReplicas ?? 0;

/**
 * Does one step of a rollout: first the new ReplicaSet grows as far as the surge allows, then the old ReplicaSets
 * shrink.
 */
export function rollOver(rollout: Rollout): void {
  const { current } = rollout;
  if (current === undefined) return;
  if (!growNew(rollout, current)) shrinkOld(rollout, current);
}

function growNew(rollout: Rollout, current: ReplicaSet): boolean {
  const { deployment, old } = rollout;
  const { replicas } = deployment.spec;
  const room = replicas + limits(deployment).surge - wanted([current, ...old]);
  const next =
    current.spec.replicas > replicas
      ? replicas
      : current.spec.replicas + Math.max(0, Math.min(room, replicas - current.spec.replicas));
  if (next === current.spec.replicas) return false;
  scaleTo(rollout, current, next);
  return true;
}

function shrinkOld(rollout: Rollout, current: ReplicaSet): void {
  const { deployment, old, cluster } = rollout;
  const least = deployment.spec.replicas - limits(deployment).unavailable;
  const newUnavailable = current.spec.replicas - available(current);
  let spare = wanted([current, ...old]) - least - newUnavailable;
  if (wanted(old) === 0 || spare <= 0) return;
  // Pods that are not available serve no requests, so they are removed first.
  for (const set of old) {
    const dead = Math.min(spare, set.spec.replicas - available(set));
    if (dead > 0) scaleTo(rollout, set, set.spec.replicas - dead);
    spare -= Math.max(0, dead);
  }
  const now = old.map(({ metadata }) =>
    cluster.require("replicasets", metadata.namespace, metadata.name),
  );
  let surplus =
    available(current) +
    now.reduce((sum, set) => sum + Math.min(available(set), set.spec.replicas), 0) -
    least;
  for (const set of now) {
    const fewer = Math.min(surplus, set.spec.replicas);
    if (fewer > 0) scaleTo(rollout, set, set.spec.replicas - fewer);
    surplus -= Math.max(0, fewer);
  }
}

/** Deletes ReplicaSets beyond the history limit, oldest first, after the rollout is complete. */
export function cleanUp({ cluster, deployment, current, old }: Rollout): void {
  const { replicas, revisionHistoryLimit } = deployment.spec;
  if (current === undefined || available(current) < replicas) return;
  const empty = old.filter((set) => set.spec.replicas === 0 && (set.status.replicas ?? 0) === 0);
  for (const { metadata } of empty.slice(0, Math.max(0, empty.length - revisionHistoryLimit)))
    cluster.remove("replicasets", metadata.namespace, metadata.name);
}
