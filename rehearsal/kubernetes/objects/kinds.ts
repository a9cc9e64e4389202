import type { KubernetesObject } from "./types.ts";

/** One kind of object that the API serves. Inside this folder, `plural` identifies the kind. */
export interface Kind {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  /** Whether it has a status, which controllers write separately from the rest. */
  status: boolean;
  /** Whether the API counts changes of its spec in metadata.generation. */
  generation: boolean;
}

type Flag = "cluster-wide" | "status" | "generation";

function kindOf(apiVersion: string, kind: string, plural: string, ...flags: Flag[]): Kind {
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  return {
    group,
    version,
    kind,
    plural,
    namespaced: !flags.includes("cluster-wide"),
    status: flags.includes("status"),
    generation: flags.includes("generation"),
  };
}

/** Every kind that is stored. A kind is added together with the feature that creates it. */
export const KINDS: readonly Kind[] = [
  kindOf("v1", "Namespace", "namespaces", "cluster-wide", "status"),
  kindOf("v1", "Node", "nodes", "cluster-wide", "status"),
  kindOf("v1", "Pod", "pods", "status", "generation"),
  kindOf("v1", "Service", "services", "status"),
  kindOf("v1", "ConfigMap", "configmaps"),
  kindOf("v1", "Secret", "secrets"),
  kindOf("v1", "ServiceAccount", "serviceaccounts"),
  kindOf("v1", "Event", "events"),
  kindOf("apps/v1", "Deployment", "deployments", "status", "generation"),
  kindOf("apps/v1", "ReplicaSet", "replicasets", "status", "generation"),
  kindOf("batch/v1", "Job", "jobs", "status", "generation"),
  kindOf("batch/v1", "CronJob", "cronjobs", "status", "generation"),
  kindOf("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "status"),
  kindOf("networking.k8s.io/v1", "Ingress", "ingresses", "status", "generation"),
  kindOf("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", "generation"),
  kindOf("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", "status", "generation"),
];

/** Returns the API version as objects state it: `v1`, `apps/v1`. */
export function apiVersionOf(kind: Kind): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/** Returns the resource name as error messages state it: `deployments.apps`, `pods`. */
export function resourceName(kind: Kind): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** Returns the kind with this plural. @throws Error if no group has this plural */
export function kindByPlural(plural: string): Kind {
  const kind = KINDS.find((other) => other.plural === plural);
  if (kind === undefined) throw new Error(`no kind has the plural name ${plural}`);
  return kind;
}

/** Returns `namespace/name`; the namespace is empty for cluster-wide objects. */
export function keyOf({ metadata }: Pick<KubernetesObject, "metadata">): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
