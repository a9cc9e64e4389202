import type { KubernetesObject } from "../../../actions/kube-deploy/src/api/objects.ts";
import type { ResourceKind } from "../../../actions/kube-deploy/src/api/resources.ts";
import type { BuiltInWorkload } from "../../../actions/kube-deploy/src/workloads/workloads.ts";

/** The kinds of objects that kube-deploy reads during a rollout. */
export const KINDS = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "ReplicaSet",
  "Pod",
  "Event",
] as const satisfies readonly ResourceKind[];
export type RecordedKind = (typeof KINDS)[number];

/** The objects of a namespace when the control plane has nothing left to do. */
export type Snapshot = Partial<Record<RecordedKind, KubernetesObject[]>>;

/** One step of a rollout: what was done, and which objects differ afterwards. */
export interface RecordedStep {
  step: string;
  /** Objects that are new or have changed. */
  set: Snapshot;
  /** Names of objects that no longer exist. */
  removed: Partial<Record<RecordedKind, string[]>>;
}

/** A rollout in the real control plane. Each is one file of this folder. */
export interface Recording {
  workload: BuiltInWorkload;
  steps: RecordedStep[];
}

/** Returns the time of all objects of a step. The steps are one minute apart. */
export const timeOfStep = (index: number): string =>
  new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString().replace(".000", "");
