import type { Cluster } from "../objects/cluster.ts";
import { keyOf } from "../objects/kinds.ts";
import { templateHash } from "../objects/names.ts";
import type { Deployment, ReplicaSet } from "../objects/types.ts";
import { Progress, writeStatus } from "./deployment-status.ts";
import { isOwnedBy, ownedBy, ownerKeys, type Controller } from "./loop.ts";
import { cleanUp, rollOver } from "./rollover.ts";
import {
  REVISION,
  limits,
  recordScale,
  revisionOf,
  rolloutOf,
  scaleTo,
  type Rollout,
} from "./rollout.ts";

export function deployments(): Controller {
  const progress = new Progress();
  return {
    name: "deployments",
    keys({ type, plural, object }, { store }) {
      if (plural === "deployments") return [keyOf(object)];
      // With the strategy Recreate, the new pods wait until the last old pod has ended.
      if (plural === "pods" && type === "DELETED") {
        const sets = ownerKeys(object, "ReplicaSet").map((key) => key.split("/"));
        return sets.flatMap(([namespace, name = ""]) => {
          const set = store.get("replicasets", namespace, name);
          return set === undefined ? [] : ownerKeys(set, "Deployment");
        });
      }
      return plural === "replicasets" ? ownerKeys(object, "Deployment") : [];
    },
    reconcile(cluster, namespace, name) {
      const deployment = cluster.store.get("deployments", namespace, name);
      if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined)
        return undefined;
      if (deployment.spec.paused !== true) {
        if (
          deployment.spec.strategy.type !== "Recreate" ||
          isDrained(rolloutOf(cluster, deployment))
        )
          ensureReplicaSet(rolloutOf(cluster, deployment));
        rollOver(rolloutOf(cluster, deployment));
        cleanUp(rolloutOf(cluster, deployment));
      }
      return writeStatus(rolloutOf(cluster, deployment), progress);
    },
  };
}

/**
 * Returns whether new pods may start. With the strategy Recreate, nothing new starts before all old pods have ended.
 */
function isDrained({ cluster, deployment, current, old }: Rollout): boolean {
  if (current !== undefined) return true;
  for (const set of old) scaleTo({ cluster, deployment, current, old }, set, 0);
  return cluster.store
    .list("pods", deployment.metadata.namespace)
    .every((pod) => !old.some((set) => isOwnedBy(pod, set)));
}

/** Creates the ReplicaSet of the current template, or gives an existing one the highest revision. */
function ensureReplicaSet({ cluster, deployment, current, old }: Rollout): void {
  const newest = Math.max(0, ...old.map(revisionOf));
  if (current === undefined) {
    createReplicaSet(cluster, deployment, old, newest + 1);
    return;
  }
  const revision = Math.max(revisionOf(current), newest + 1);
  cluster.update("replicasets", current, ({ metadata }) => {
    metadata.annotations = {
      ...metadata.annotations,
      ...annotationsOf(deployment, revision),
    };
  });
  writeRevision(cluster, deployment, revision);
}

function annotationsOf(deployment: Deployment, revision: number): Record<string, string> {
  const { surge } = limits(deployment);
  return {
    "deployment.kubernetes.io/desired-replicas": String(deployment.spec.replicas),
    "deployment.kubernetes.io/max-replicas": String(deployment.spec.replicas + surge),
    [REVISION]: String(revision),
  };
}

function writeRevision(cluster: Cluster, deployment: Deployment, revision: number): void {
  cluster.update(
    "deployments",
    deployment,
    ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, [REVISION]: String(revision) };
    },
    "status",
  );
}

function createReplicaSet(
  cluster: Cluster,
  deployment: Deployment,
  old: ReplicaSet[],
  revision: number,
): void {
  const { template, selector, minReadySeconds, replicas } = deployment.spec;
  const hash = templateHash(template);
  const labels = { ...template.metadata.labels, "pod-template-hash": hash };
  const name = `${deployment.metadata.name}-${hash}`;
  const { surge } = limits(deployment);
  const present = old.reduce((sum, set) => sum + set.spec.replicas, 0);
  const first = Math.max(0, Math.min(replicas, replicas + surge - present));
  const inherited = { ...deployment.metadata.annotations };
  Reflect.deleteProperty(inherited, "kubectl.kubernetes.io/last-applied-configuration");
  const set = cluster.create("replicasets", {
    metadata: {
      name,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { ...inherited, ...annotationsOf(deployment, revision) },
      ownerReferences: ownedBy(deployment),
    },
    spec: {
      replicas: first,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: {
        ...selector,
        matchLabels: { ...selector.matchLabels, "pod-template-hash": hash },
      },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }) as ReplicaSet;
  writeRevision(cluster, deployment, revision);
  if (first > 0) recordScale(cluster, deployment, set, 0, first);
}
