import { isDeepStrictEqual } from "node:util";
import type { Cluster } from "../cluster.ts";
import { templateHash } from "../names.ts";
import type { Deployment, PodTemplate, ReplicaSet } from "../objects.ts";
import { share } from "../quantities.ts";
import { isOwnedBy, keyOf, ownedBy, ownerKeys, type Controller } from "./controller.ts";
import { Progress, writeStatus } from "./progress.ts";
import { cleanUp, rollOver } from "./rollover.ts";

export const REVISION = "deployment.kubernetes.io/revision";
/** The revisions that a ReplicaSet was before, when a release was taken back. */
const HISTORY = "deployment.kubernetes.io/revision-history";
export const COMPONENT = "deployment-controller";

/** What one look at a Deployment works with. */
export interface Rollout {
  cluster: Cluster;
  deployment: Deployment;
  current: ReplicaSet | undefined;
  /** All others, oldest first. */
  old: ReplicaSet[];
}

export function deployments(): Controller {
  const progress = new Progress();
  return {
    name: "deployments",
    keys({ type, plural, object }, { store }) {
      if (plural === "deployments") return [keyOf(object)];
      // With the strategy Recreate the new pods wait for the end of the last old one.
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
          ensureCurrent(rolloutOf(cluster, deployment));
        rollOver(rolloutOf(cluster, deployment));
        cleanUp(rolloutOf(cluster, deployment));
      }
      return writeStatus(rolloutOf(cluster, deployment), progress);
    },
  };
}

function rolloutOf(cluster: Cluster, { metadata }: Deployment): Rollout {
  const deployment = cluster.need("deployments", metadata.namespace, metadata.name);
  const sets = cluster.store
    .list("replicasets", metadata.namespace)
    .filter((set) => isOwnedBy(set, deployment))
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  const current = sets.find((set) =>
    isDeepStrictEqual(bare(set.spec.template), bare(deployment.spec.template)),
  );
  return { cluster, deployment, current, old: sets.filter((set) => set !== current) };
}

/** With the strategy Recreate nothing new starts before everything old has ended. */
function isDrained({ cluster, deployment, current, old }: Rollout): boolean {
  if (current !== undefined) return true;
  for (const set of old) scaleTo({ cluster, deployment, current, old }, set, 0);
  return cluster.store
    .list("pods", deployment.metadata.namespace)
    .every((pod) => !old.some((set) => isOwnedBy(pod, set)));
}

function bare(template: PodTemplate): PodTemplate {
  const labels = { ...template.metadata.labels };
  Reflect.deleteProperty(labels, "pod-template-hash");
  return { ...template, metadata: { ...template.metadata, labels } };
}

export function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

/** How many pods more than asked for, and how many fewer, a rollout may have. At least one of them is not zero. */
export function limits({ spec }: Deployment): { surge: number; unavailable: number } {
  if (spec.strategy.type === "Recreate") return { surge: 0, unavailable: spec.replicas };
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate ?? {};
  const surge = share(maxSurge, spec.replicas, true);
  const unavailable = share(maxUnavailable, spec.replicas, false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Makes the ReplicaSet of the present template, or gives the one there is the highest revision. */
function ensureCurrent({ cluster, deployment, current, old }: Rollout): void {
  const newest = Math.max(0, ...old.map(revisionOf));
  if (current === undefined) {
    createSet(cluster, deployment, old, newest + 1);
    return;
  }
  const before = revisionOf(current);
  const revision = Math.max(before, newest + 1);
  cluster.change("replicasets", current, ({ metadata }) => {
    const history = metadata.annotations?.[HISTORY];
    const past = revision > before && before > 0 ? [...(history?.split(",") ?? []), before] : [];
    metadata.annotations = {
      ...metadata.annotations,
      ...annotationsOf(deployment, revision),
      ...(past.length === 0 ? {} : { [HISTORY]: past.join(",") }),
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
  cluster.change(
    "deployments",
    deployment,
    ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, [REVISION]: String(revision) };
    },
    "status",
  );
}

function createSet(
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

/** Scales one ReplicaSet of a Deployment and says so. */
export function scaleTo({ cluster, deployment }: Rollout, set: ReplicaSet, replicas: number): void {
  if (set.spec.replicas === replicas) return;
  const before = set.spec.replicas;
  cluster.change("replicasets", set, (draft) => {
    draft.spec.replicas = replicas;
  });
  recordScale(cluster, deployment, set, before, replicas);
}

function recordScale(
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
    component: COMPONENT,
  });
}
