// The fields that recordings keep of each kind: those of actions/kube-deploy/src/api/objects.ts.
import type {
  Condition,
  Deployment,
  KubernetesObject,
  Pod,
} from "../../../actions/kube-deploy/src/api/objects.ts";
import type { RecordedKind } from "./recording.ts";

/** What to keep. `true` keeps a value. An object keeps the named fields; if the value is an array, of each element. */
interface Shape {
  [field: string]: true | Shape;
}

const metadata: Shape = {
  name: true,
  namespace: true,
  uid: true,
  creationTimestamp: true,
  deletionTimestamp: true,
  ownerReferences: { kind: true, name: true, uid: true, controller: true },
};
const observed: Shape = { ...metadata, generation: true };
const conditions: Shape = { type: true, status: true, reason: true, message: true };
const container: Shape = {
  name: true,
  image: true,
  readinessProbe: { httpGet: { path: true, port: true } },
};
const template: Shape = { spec: { containers: container } };
const run: Shape = { exitCode: true, signal: true, reason: true, message: true };
const containerState: Shape = {
  waiting: { reason: true, message: true },
  running: { startedAt: true },
  terminated: run,
};
const counters: Shape = {
  observedGeneration: true,
  replicas: true,
  readyReplicas: true,
  updatedReplicas: true,
  availableReplicas: true,
  conditions,
};
const revision: Shape = { annotations: { "deployment.kubernetes.io/revision": true } };

const SHAPES: Record<RecordedKind, Shape> = {
  Deployment: {
    metadata: { ...observed, ...revision },
    spec: { replicas: true, paused: true, progressDeadlineSeconds: true, template },
    status: counters,
  },
  ReplicaSet: {
    metadata: { ...metadata, ...revision },
    spec: { replicas: true },
    status: { conditions },
  },
  StatefulSet: {
    metadata: observed,
    spec: {
      replicas: true,
      updateStrategy: { type: true, rollingUpdate: { partition: true } },
      template,
    },
    status: { ...counters, currentRevision: true, updateRevision: true },
  },
  DaemonSet: {
    metadata: observed,
    spec: { updateStrategy: { type: true }, template },
    status: {
      observedGeneration: true,
      desiredNumberScheduled: true,
      currentNumberScheduled: true,
      updatedNumberScheduled: true,
      numberAvailable: true,
      numberReady: true,
      conditions,
    },
  },
  Job: {
    metadata: observed,
    spec: { suspend: true, completions: true, template },
    status: { startTime: true, succeeded: true, failed: true, active: true, conditions },
  },
  Pod: {
    metadata,
    spec: { nodeName: true, containers: container },
    status: {
      phase: true,
      reason: true,
      conditions,
      containerStatuses: {
        name: true,
        ready: true,
        restartCount: true,
        image: true,
        state: containerState,
        lastState: { terminated: run },
      },
    },
  },
  Event: {
    metadata: { name: true, namespace: true, uid: true, creationTimestamp: true },
    involvedObject: { uid: true },
    type: true,
    reason: true,
    message: true,
  },
};

/** Conditions of pods that kube-deploy reads. */
const POD_CONDITIONS = ["Ready", "PodScheduled"];

/**
 * Reasons of a Deployment that progresses. Which one it has depends on which of two controllers writes last;
 * kube-deploy treats them alike.
 */
const PROGRESSING = ["NewReplicaSetCreated", "FoundNewReplicaSet", "ReplicaSetUpdated"];

/** Removes every field that kube-deploy does not read. */
export function trim(kind: RecordedKind, object: KubernetesObject): KubernetesObject {
  const trimmed = pick(object, SHAPES[kind]) as KubernetesObject;
  if (kind === "Pod")
    return withConditions(trimmed, (all) =>
      all.filter(({ type }) => POD_CONDITIONS.includes(type)),
    );
  if (kind === "Deployment")
    return withConditions(trimmed, (all) =>
      all.map((condition) =>
        PROGRESSING.includes(condition.reason ?? "")
          ? { type: condition.type, status: condition.status, reason: "ReplicaSetUpdated" }
          : condition,
      ),
    );
  return trimmed;
}

function withConditions(
  object: KubernetesObject,
  change: (conditions: Condition[]) => Condition[],
): KubernetesObject {
  const { status = {} } = object as Pod | Deployment;
  if (status.conditions === undefined) return object;
  const changed = { ...object, status: { ...status, conditions: change(status.conditions) } };
  return changed;
}

function pick(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) return value.map((element) => pick(element, shape));
  if (value === null || typeof value !== "object") return value;
  const fields = value as Record<string, unknown>;
  const kept = Object.entries(shape)
    .filter(([field]) => fields[field] !== undefined)
    .map(([field, inner]) => [field, inner === true ? fields[field] : pick(fields[field], inner)])
    .filter(([field, kept]) => field !== "lastState" || Object.keys(kept as object).length > 0);
  return Object.fromEntries(kept) as unknown;
}
