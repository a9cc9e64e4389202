import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State, StateResource } from "../../../lib/terraform/state.ts";
import type { WorkloadKind } from "../api/objects.ts";
import type { CustomKind } from "../api/resources.ts";
import type { Expectation } from "../readiness/expectation.ts";
import { appliedManifest, isManifestType } from "./manifest.ts";

/** A watched object, by its name in the cluster. */
export type Workload = BuiltInWorkload | CustomWorkload;

export interface BuiltInWorkload {
  kind: WorkloadKind;
  namespace: string;
  name: string;
  /** A Job that the cluster deletes some time after it has finished. */
  shortLived: boolean;
  /** What says that the object exists, if that is not the Terraform state. */
  origin?: string;
  custom?: undefined;
}

/** An object of any other kind. */
export interface CustomWorkload {
  kind: string;
  namespace: string;
  name: string;
  shortLived: false;
  origin?: string;
  custom: CustomKind & {
    /** What the object has to report before it counts as ready; empty = its conditions. */
    expected: readonly Expectation[];
  };
}

const KINDS: Readonly<Record<string, WorkloadKind>> = {
  kubernetes_deployment: "Deployment",
  kubernetes_deployment_v1: "Deployment",
  kubernetes_stateful_set: "StatefulSet",
  kubernetes_stateful_set_v1: "StatefulSet",
  kubernetes_daemonset: "DaemonSet",
  kubernetes_daemon_set_v1: "DaemonSet",
  kubernetes_job: "Job",
  kubernetes_job_v1: "Job",
};

/** Attributes of a resource as the provider writes them: a block is a list of at most one object. */
interface Values {
  metadata?: { name?: string; namespace?: string }[];
  spec?: { ttl_seconds_after_finished?: string | number | null }[];
  /** Only for objects that are in no state: see found-objects.ts. */
  origin?: string;
}

interface Manifest {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; namespace?: string };
  spec?: unknown;
}

/** Finds the workloads of a state, including those written as manifests; sorted by kind, namespace and name. */
export function workloadsOf(state: State): BuiltInWorkload[] {
  return resourcesOf(state)
    .filter(({ mode }) => mode === "managed")
    .map(workloadOf)
    .filter((workload) => workload !== undefined)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Returns the name of a workload for people, for example "Deployment shop/web". */
export const nameOf = ({
  kind,
  namespace,
  name,
}: Record<"kind" | "namespace" | "name", string>): string => `${kind} ${namespace}/${name}`;

/** Returns the workload of a resource; undefined if the resource is something else. */
export function workloadOf({ type, values }: StateResource): BuiltInWorkload | undefined {
  const { metadata, spec, origin } = values as unknown as Values;
  if (isManifestType(type)) {
    const workload = workloadOfManifest(appliedManifest(type, values) ?? {});
    return workload && (origin === undefined ? workload : { ...workload, origin });
  }
  const kind = KINDS[type];
  const { name, namespace = "default" } = metadata?.[0] ?? {};
  if (kind === undefined || name === undefined) return undefined;
  const ttl = spec?.[0]?.ttl_seconds_after_finished ?? "";
  return { kind, namespace, name, shortLived: ttl !== "" };
}

/** The groups of the kinds. In another group, the same name is something else: batch.volcano.sh has Jobs too. */
const GROUPS: Readonly<Record<WorkloadKind, string>> = {
  Deployment: "apps/",
  StatefulSet: "apps/",
  DaemonSet: "apps/",
  Job: "batch/",
};

/** Returns the workload of a manifest; undefined if the manifest is for something else. */
export function workloadOfManifest({
  apiVersion,
  kind: text,
  metadata,
  spec,
}: Manifest): BuiltInWorkload | undefined {
  const kind = Object.values(KINDS).find((known) => known === text);
  if (kind !== undefined && apiVersion?.startsWith(GROUPS[kind]) === false) return undefined;
  const { name, namespace = "default" } = metadata ?? {};
  if (kind === undefined || name === undefined) return undefined;
  const { ttlSecondsAfterFinished: ttl } = (spec ?? {}) as { ttlSecondsAfterFinished?: number };
  return { kind, namespace, name, shortLived: ttl !== undefined };
}
