import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State, StateResource } from "../../../lib/terraform/state.ts";
import type { WorkloadKind } from "../api/objects.ts";

/** A workload of the Terraform state, by its name in the cluster. */
export interface Workload {
  kind: WorkloadKind;
  namespace: string;
  name: string;
  /** A Job that the cluster deletes some time after it has finished. */
  shortLived: boolean;
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

/** Attributes of a resource, as the provider writes them: a block is a list of at most one object. */
interface Values {
  metadata?: { name?: string; namespace?: string }[];
  spec?: { ttl_seconds_after_finished?: string | number | null }[];
  manifest?: Manifest;
}

interface Manifest {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; namespace?: string };
  spec?: { ttlSecondsAfterFinished?: number };
}

/** Finds the workloads of a state, also those written as kubernetes_manifest; sorted by kind, namespace and name. */
export function workloadsOf(state: State): Workload[] {
  return resourcesOf(state)
    .filter(({ mode }) => mode === "managed")
    .map(workloadOf)
    .filter((workload) => workload !== undefined)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** The name of a workload for people, for example "Deployment shop/web". */
export const nameOf = ({
  kind,
  namespace,
  name,
}: Pick<Workload, "kind" | "namespace" | "name">): string => `${kind} ${namespace}/${name}`;

/** The workload that a resource is; undefined when it is something else. */
export function workloadOf({ type, values }: StateResource): Workload | undefined {
  const { metadata, spec, manifest } = values as unknown as Values;
  if (type === "kubernetes_manifest")
    return manifest === undefined ? undefined : manifestWorkload(manifest);
  const kind = KINDS[type];
  const { name, namespace = "default" } = metadata?.[0] ?? {};
  if (kind === undefined || name === undefined) return undefined;
  const ttl = spec?.[0]?.ttl_seconds_after_finished ?? "";
  return { kind, namespace, name, shortLived: ttl !== "" };
}

/** A kind of the same name in another group is something else: batch.volcano.sh has Jobs too. */
const GROUPS: Readonly<Record<WorkloadKind, string>> = {
  Deployment: "apps/",
  StatefulSet: "apps/",
  DaemonSet: "apps/",
  Job: "batch/",
};

function manifestWorkload({
  apiVersion,
  kind: text,
  metadata,
  spec,
}: Manifest): Workload | undefined {
  const kind = Object.values(KINDS).find((known) => known === text);
  if (kind !== undefined && apiVersion?.startsWith(GROUPS[kind]) === false) return undefined;
  const { name, namespace = "default" } = metadata ?? {};
  if (kind === undefined || name === undefined) return undefined;
  return { kind, namespace, name, shortLived: spec?.ttlSecondsAfterFinished !== undefined };
}
