import { timestamp } from "../objects/names.ts";
import type { Condition, Deployment, ReplicaSet } from "../objects/types.ts";
import { limits, type Rollout } from "./rollout.ts";
import { withoutZeros } from "./pods.ts";

interface Counted {
  replicas: number;
  updatedReplicas: number;
  readyReplicas: number;
  availableReplicas: number;
}

/** When each Deployment last made progress, in milliseconds. Conditions only have whole seconds. */
export class Progress {
  private readonly times = new Map<string, number>();

  note({ metadata }: Deployment): void {
    this.times.set(metadata.uid, Date.now());
  }

  last({ metadata }: Deployment): number {
    const known = this.times.get(metadata.uid) ?? Date.now();
    this.times.set(metadata.uid, known);
    return known;
  }
}

/**
 * Writes counters and conditions as the Deployment controller does.
 * @returns milliseconds until the progress deadline while the rollout is in progress
 */
export function writeStatus(rollout: Rollout, progress: Progress): number | undefined {
  const { cluster, deployment, current, old } = rollout;
  const counted = count(current, old);
  const before = deployment.status;
  const moved =
    counted.updatedReplicas > (before.updatedReplicas ?? 0) ||
    counted.replicas - counted.updatedReplicas <
      (before.replicas ?? 0) - (before.updatedReplicas ?? 0) ||
    counted.readyReplicas > (before.readyReplicas ?? 0) ||
    counted.availableReplicas > (before.availableReplicas ?? 0);
  const renewed = before.observedGeneration !== deployment.metadata.generation;
  if (moved || renewed) progress.note(deployment);
  const conditions = structuredClone(before.conditions ?? []);
  const left = setProgressing(rollout, counted, conditions, progress, moved);
  setAvailable(deployment, counted, conditions);
  setFailure(current, old, conditions);
  const expected = [current, ...old].reduce((sum, set) => sum + (set?.spec.replicas ?? 0), 0);
  cluster.update(
    "deployments",
    deployment,
    (draft) => {
      draft.status = {
        observedGeneration: deployment.metadata.generation ?? 1,
        ...withoutZeros({ ...counted }),
        ...withoutZeros({ unavailableReplicas: Math.max(0, expected - counted.availableReplicas) }),
        terminatingReplicas: 0,
        conditions,
      };
    },
    "status",
  );
  return left;
}

function count(current: ReplicaSet | undefined, old: ReplicaSet[]): Counted {
  const all = current === undefined ? old : [current, ...old];
  const sum = (field: "replicas" | "readyReplicas" | "availableReplicas") =>
    all.reduce((total, set) => total + (set.status[field] ?? 0), 0);
  return {
    replicas: sum("replicas"),
    updatedReplicas: current?.status.replicas ?? 0,
    readyReplicas: sum("readyReplicas"),
    availableReplicas: sum("availableReplicas"),
  };
}

function setCondition(
  conditions: Condition[],
  wanted: Omit<Condition, "lastTransitionTime">,
): void {
  const index = conditions.findIndex(({ type }) => type === wanted.type);
  const before = conditions[index];
  if (
    before?.status === wanted.status &&
    before.reason === wanted.reason &&
    before.message === wanted.message
  )
    return;
  const now = timestamp();
  const since = before?.status === wanted.status ? before.lastTransitionTime : undefined;
  const next = { ...wanted, lastUpdateTime: now, lastTransitionTime: since ?? now };
  // The real controller removes a changed condition and appends it at the end.
  if (index >= 0) conditions.splice(index, 1);
  conditions.push(next);
}

function setProgressing(
  { cluster, deployment, current }: Rollout,
  counted: Counted,
  conditions: Condition[],
  progress: Progress,
  moved: boolean,
): number | undefined {
  const { replicas, progressDeadlineSeconds, paused } = deployment.spec;
  const write = (status: Condition["status"], reason: string, message: string) =>
    setCondition(conditions, { type: "Progressing", status, reason, message });
  const before = conditions.find(({ type }) => type === "Progressing");
  if (paused === true) write("Unknown", "DeploymentPaused", "Deployment is paused");
  if (current === undefined || paused === true) return undefined;
  const set = `ReplicaSet "${current.metadata.name}"`;
  const complete =
    counted.updatedReplicas === replicas &&
    counted.replicas === replicas &&
    counted.availableReplicas >= replicas;
  if (complete) {
    write("True", "NewReplicaSetAvailable", `${set} has successfully progressed.`);
    return undefined;
  }
  // Pods that fail after a finished rollout do not start a new rollout.
  const wasComplete =
    before?.reason === "NewReplicaSetAvailable" && counted.replicas === counted.updatedReplicas;
  if (wasComplete && before.message?.startsWith(set) === true) return undefined;
  const left =
    progress.last(deployment) + progressDeadlineSeconds * cluster.delays.secondMs - Date.now();
  if (left <= 0) {
    write("False", "ProgressDeadlineExceeded", `${set} has timed out progressing.`);
    return undefined;
  }
  if (moved) write("True", "ReplicaSetUpdated", `${set} is progressing.`);
  else if (
    before?.message?.includes(`"${current.metadata.name}"`) !== true ||
    before.status !== "True"
  )
    write("True", "NewReplicaSetCreated", `Created new replica set "${current.metadata.name}"`);
  return left;
}

function setAvailable(deployment: Deployment, counted: Counted, conditions: Condition[]): void {
  const enough =
    counted.availableReplicas >= deployment.spec.replicas - limits(deployment).unavailable;
  setCondition(
    conditions,
    enough
      ? {
          type: "Available",
          status: "True",
          reason: "MinimumReplicasAvailable",
          message: "Deployment has minimum availability.",
        }
      : {
          type: "Available",
          status: "False",
          reason: "MinimumReplicasUnavailable",
          message: "Deployment does not have minimum availability.",
        },
  );
}

function setFailure(
  current: ReplicaSet | undefined,
  old: ReplicaSet[],
  conditions: Condition[],
): void {
  const all = current === undefined ? old : [current, ...old];
  const failure = all
    .flatMap((set) => set.status.conditions ?? [])
    .find(({ type }) => type === "ReplicaFailure");
  const index = conditions.findIndex(({ type }) => type === "ReplicaFailure");
  if (failure !== undefined) {
    const { type, status, reason = "", message = "" } = failure;
    setCondition(conditions, { type, status, reason, message });
  } else if (index >= 0) conditions.splice(index, 1);
}
