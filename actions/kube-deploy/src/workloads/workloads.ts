import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State, StateResource } from "../../../lib/terraform/state.ts";
import type { WorkloadKind } from "../readiness/evaluate.ts";

/** A workload that terraform manages, by its name in the cluster. */
export interface Workload {
  kind: WorkloadKind;
  namespace: string;
  name: string;
  /** Address in the workspace. */
  address: string;
  /** A Job that the cluster deletes some time after its end. */
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

/** Provider blocks are lists of at most one. */
interface Values {
  metadata?: { name?: string; namespace?: string }[];
  spec?: { ttl_seconds_after_finished?: string | number | null }[];
  manifest?: {
    kind?: string;
    metadata?: { name?: string; namespace?: string };
    spec?: { ttlSecondsAfterFinished?: number };
  };
}

/** The workloads of a state, also those written as kubernetes_manifest; sorted by namespace and name (K-E 51). */
export function workloadsOf(state: State): Workload[] {
  return resourcesOf(state)
    .filter(({ mode }) => mode === "managed")
    .map(workloadOf)
    .filter((workload) => workload !== undefined)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** How people call a workload: kind, namespace and name. */
export const nameOf = ({
  kind,
  namespace,
  name,
}: Omit<Workload, "address" | "shortLived">): string => `${kind} ${namespace}/${name}`;

function workloadOf({ type, address, values }: StateResource): Workload | undefined {
  const { metadata, spec, manifest } = values as unknown as Values;
  if (type === "kubernetes_manifest") return manifestWorkload(address, manifest);
  const kind = KINDS[type];
  const { name, namespace = "default" } = metadata?.[0] ?? {};
  if (kind === undefined || name === undefined) return undefined;
  const ttl = spec?.[0]?.ttl_seconds_after_finished ?? "";
  return { kind, namespace, name, address, shortLived: ttl !== "" };
}

function manifestWorkload(address: string, manifest: Values["manifest"]): Workload | undefined {
  const kind = Object.values(KINDS).find((known) => known === manifest?.kind);
  const { name, namespace = "default" } = manifest?.metadata ?? {};
  if (kind === undefined || name === undefined) return undefined;
  const shortLived = manifest?.spec?.ttlSecondsAfterFinished !== undefined;
  return { kind, namespace, name, address, shortLived };
}
