import { isDeepStrictEqual } from "node:util";
import type { Cluster } from "../objects/cluster.ts";
import { share } from "../objects/quantities.ts";
import type { Deployment, PodTemplate, ReplicaSet } from "../objects/types.ts";
import { isOwnedBy } from "./loop.ts";

export const REVISION = "deployment.kubernetes.io/revision";

/** A Deployment with its ReplicaSets. */
export interface Rollout {
  cluster: Cluster;
  deployment: Deployment;
  current: ReplicaSet | undefined;
  /** All other ReplicaSets, oldest first. */
  old: ReplicaSet[];
}

export function rolloutOf(cluster: Cluster, { metadata }: Deployment): Rollout {
  const deployment = cluster.require("deployments", metadata.namespace, metadata.name);
  const sets = cluster.store
    .list("replicasets", metadata.namespace)
    .filter((set) => isOwnedBy(set, deployment))
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  const current = sets.find((set) =>
    isDeepStrictEqual(bare(set.spec.template), bare(deployment.spec.template)),
  );
  return { cluster, deployment, current, old: sets.filter((set) => set !== current) };
}

function bare(template: PodTemplate): PodTemplate {
  const labels = { ...template.metadata.labels };
  Reflect.deleteProperty(labels, "pod-template-hash");
  return { ...template, metadata: { ...template.metadata, labels } };
}

export function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

/** Returns how many pods above and below the desired number a rollout may have. At least one of the two is not zero. */
export function limits({ spec }: Deployment): { surge: number; unavailable: number } {
  if (spec.strategy.type === "Recreate") return { surge: 0, unavailable: spec.replicas };
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate ?? {};
  const surge = share(maxSurge, spec.replicas, true);
  const unavailable = share(maxUnavailable, spec.replicas, false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Scales one ReplicaSet of a Deployment and records the event. */
export function scaleTo({ cluster, deployment }: Rollout, set: ReplicaSet, replicas: number): void {
  if (set.spec.replicas === replicas) return;
  const before = set.spec.replicas;
  cluster.update("replicasets", set, (draft) => {
    draft.spec.replicas = replicas;
  });
  recordScale(cluster, deployment, set, before, replicas);
}

export function recordScale(
  cluster: Cluster,
  deployment: Deployment,
  set: ReplicaSet,
  from: number,
  to: number,
): void {
  const direction = to > from ? "up" : "down";
  cluster.record(deployment, {
    reason: "ScalingReplicaSet",
    message: `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`,
    component: "deployment-controller",
  });
}
