import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State, StateResource } from "../../../lib/terraform/state.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import { appliedManifest, isManifestType } from "./manifest.ts";
import { workloadOf } from "./workloads.ts";

/** A resource in the state whose health is not known. */
export interface Unwatched {
  /** Address in the Terraform state. */
  address: string;
  /** What it is, for example "helm_release" or "Rollout". */
  kind: string;
  /** Whether it runs pods now: then a release that only names the watched workloads is not complete. */
  runsPods: boolean;
}

interface Manifest {
  apiVersion?: string;
  kind?: string;
  spec?: { template?: { spec?: { containers?: unknown } } };
}

/** Types whose resources are all unwatched, and whether they run pods themselves. */
const TYPES: Readonly<Record<string, boolean>> = {
  helm_release: true,
  kubernetes_pod: true,
  kubernetes_pod_v1: true,
  kubernetes_replication_controller: true,
  kubernetes_replication_controller_v1: true,
  // A schedule: it creates its Jobs later.
  kubernetes_cron_job: false,
  kubernetes_cron_job_v1: false,
};

/** Groups of Kubernetes itself, in addition to those that end in .k8s.io. */
const OWN_GROUPS = ["", "apps", "batch", "autoscaling", "policy"];

const RUNS_PODS =
  /^(?:Deployment|StatefulSet|DaemonSet|Job|CronJob|Pod|ReplicaSet|ReplicationController)$/;

/** Finds what a state has next to the watched workloads: other resources that run pods, and custom resources. */
export const unwatchedOf = (state: State): Unwatched[] =>
  resourcesOf(state)
    .filter((resource) => resource.mode === "managed" && workloadOf(resource) === undefined)
    .map(unwatched)
    .filter((found) => found !== undefined);

function unwatched({ address, type, values }: StateResource): Unwatched | undefined {
  const runsPods = TYPES[type];
  if (runsPods !== undefined) return { address, kind: type, runsPods };
  const { apiVersion, kind, spec } = (appliedManifest(type, values) ?? {}) as Manifest;
  if (kind === undefined) return isManifestType(type) ? unreadable(address, values) : undefined;
  if (!isOwn(apiVersion))
    return { address, kind, runsPods: spec?.template?.spec?.containers !== undefined };
  return /^(?:Pod|ReplicaSet|ReplicationController|CronJob)$/.test(kind)
    ? { address, kind, runsPods: kind !== "CronJob" }
    : undefined;
}

/**
 * Returns a manifest that cannot be read, because it may run pods. It is left out if the provider also states its kind,
 * and that is a kind of Kubernetes that runs no pods.
 */
function unreadable(address: string, values: JsonObject): Unwatched | undefined {
  const { kind, api_version: apiVersion } = values as { kind?: string; api_version?: string };
  const isHarmless = kind && apiVersion && isOwn(apiVersion) && !RUNS_PODS.test(kind);
  return isHarmless
    ? undefined
    : { address, kind: "unreadable manifest", runsPods: kind !== "CronJob" };
}

function isOwn(apiVersion = ""): boolean {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return OWN_GROUPS.includes(group) || group.endsWith(".k8s.io");
}
