import { describe, expect, test } from "@jest/globals";
import { judge } from "../../../../../actions/kube-deploy/src/readiness/evaluate.ts";
import type {
  WorkloadKind,
  WorkloadObject,
} from "../../../../../actions/kube-deploy/src/readiness/evaluate.ts";

interface Row {
  name: string;
  kind: WorkloadKind;
  metadata?: object;
  spec?: object;
  status?: object | null;
  state: string;
  message?: RegExp;
  reason?: string;
}

const progressed = { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" };
const available = { type: "Available", status: "True", reason: "MinimumReplicasAvailable" };
const late = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" };
/** A Deployment's status when two of two pods run the newest version. */
const whole = {
  observedGeneration: 3,
  replicas: 2,
  updatedReplicas: 2,
  readyReplicas: 2,
  availableReplicas: 2,
  conditions: [available, progressed],
};
const wholeSet = {
  observedGeneration: 3,
  replicas: 2,
  readyReplicas: 2,
  availableReplicas: 2,
  currentReplicas: 2,
  updatedReplicas: 2,
  currentRevision: "db-2",
  updateRevision: "db-2",
};
const everywhere = {
  observedGeneration: 3,
  desiredNumberScheduled: 2,
  currentNumberScheduled: 2,
  updatedNumberScheduled: 2,
  numberAvailable: 2,
  numberReady: 2,
};

const common: Row[] = [
  { name: "ready", kind: "Deployment", state: "ready", message: /^2 of 2 pods ready$/ },
  {
    name: "K-E 34: being deleted",
    kind: "Deployment",
    metadata: { deletionTimestamp: "2026-11-21T09:00:00Z" },
    state: "progressing",
    message: /being deleted/,
  },
  {
    name: "an old observedGeneration",
    kind: "Deployment",
    status: { ...whole, observedGeneration: 2 },
    state: "progressing",
    message: /not seen the new specification/,
  },
  {
    name: "K-E 24: observedGeneration as text",
    kind: "Deployment",
    status: { ...whole, observedGeneration: "3" },
    state: "ready",
  },
  {
    name: "K-E 32: Stalled",
    kind: "DaemonSet",
    status: { ...everywhere, conditions: [{ type: "Stalled", status: "True", message: "no way" }] },
    state: "failed",
    reason: "stalled",
    message: /no way/,
  },
  {
    name: "Reconciling",
    kind: "StatefulSet",
    status: { ...wholeSet, conditions: [{ type: "Reconciling", status: "True" }] },
    state: "progressing",
  },
  ...(["Deployment", "StatefulSet", "DaemonSet"] as const).map((kind) => ({
    name: `no status yet: ${kind}`,
    kind,
    status: null,
    state: "progressing",
    message: /not reported/,
  })),
];

const deployments: Row[] = [
  {
    name: "K-E 14: replicas 0",
    kind: "Deployment",
    spec: { replicas: 0 },
    status: { observedGeneration: 3, conditions: [available, progressed] },
    state: "ready",
  },
  {
    name: "K-E 15: replicas not given means one",
    kind: "Deployment",
    spec: { replicas: undefined },
    status: { ...whole, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
    state: "ready",
  },
  {
    name: "K-E 16: an autoscaler asks for more",
    kind: "Deployment",
    spec: { replicas: 5 },
    state: "progressing",
    message: /^2 of 5 pods are of the new version$/,
  },
  {
    name: "pods of the older version remain",
    kind: "Deployment",
    status: { ...whole, replicas: 3 },
    state: "progressing",
    message: /1 pods of an older version/,
  },
  {
    name: "not all ready",
    kind: "Deployment",
    status: { ...whole, readyReplicas: 1 },
    state: "progressing",
    message: /^1 of 2 pods ready$/,
  },
  {
    name: "K-E 20: minReadySeconds not over",
    kind: "Deployment",
    status: { ...whole, availableReplicas: 1 },
    state: "progressing",
    message: /minReadySeconds/,
  },
  {
    name: "K-E 19: counters full, Available not true",
    kind: "Deployment",
    status: { ...whole, conditions: [progressed, { ...available, status: "False" }] },
    state: "progressing",
  },
  {
    name: "progress not concluded yet",
    kind: "Deployment",
    status: { ...whole, conditions: [available, { ...progressed, reason: "ReplicaSetUpdated" }] },
    state: "progressing",
  },
  {
    name: "K-E 21: no deadline, no Progressing condition",
    kind: "Deployment",
    spec: { progressDeadlineSeconds: 2_147_483_647 },
    status: { ...whole, conditions: [available] },
    state: "ready",
  },
  {
    name: "F13: deadline exceeded",
    kind: "Deployment",
    status: { ...whole, readyReplicas: 1, conditions: [available, late] },
    state: "failed",
    reason: "progress-deadline-exceeded",
    message: /1 of 2 pods ready, and no progress for 300 s/,
  },
  {
    name: "K-E 22: deadline condition of an older generation",
    kind: "Deployment",
    status: { ...whole, observedGeneration: 2, readyReplicas: 1, conditions: [late] },
    state: "progressing",
  },
  {
    name: "K-E 22: deadline condition left over while everything runs",
    kind: "Deployment",
    status: { ...whole, conditions: [available, late] },
    state: "progressing",
  },
  {
    name: "K-E 17: paused, nothing to change",
    kind: "Deployment",
    spec: { paused: true },
    state: "suspended",
  },
  {
    name: "K-E 17: paused with a change to come",
    kind: "Deployment",
    spec: { paused: true },
    status: { ...whole, updatedReplicas: 0 },
    state: "failed",
    reason: "rollout-paused",
  },
];

const onDelete = { updateStrategy: { type: "OnDelete" } };
const partition = (pods: number) => ({
  updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: pods } },
});
const halfway = { ...wholeSet, updatedReplicas: 1, currentRevision: "db-1" };
const sets: Row[] = [
  { name: "stateful set ready", kind: "StatefulSet", status: wholeSet, state: "ready" },
  {
    name: "stateful set starting in order",
    kind: "StatefulSet",
    status: { ...wholeSet, replicas: 1, readyReplicas: 1 },
    state: "progressing",
    message: /1 of 2 pods exist/,
  },
  {
    name: "K-E 25: scale-down not done",
    kind: "StatefulSet",
    status: { ...wholeSet, replicas: 3 },
    state: "progressing",
  },
  {
    name: "K-E 76: partition 0 as the API writes it, half updated",
    kind: "StatefulSet",
    spec: partition(0),
    status: halfway,
    state: "progressing",
    message: /1 of 2 pods are of the new version/,
  },
  {
    name: "K-E 76: all updated, revision not moved yet",
    kind: "StatefulSet",
    spec: partition(0),
    status: { ...wholeSet, currentRevision: "db-1" },
    state: "progressing",
  },
  {
    name: "K-E 25: partition 1 leaves one pod behind",
    kind: "StatefulSet",
    spec: partition(1),
    status: halfway,
    state: "ready",
  },
  {
    name: "K-E 25: OnDelete with old pods is said",
    kind: "StatefulSet",
    spec: onDelete,
    status: halfway,
    state: "suspended",
    message: /1 of 2/,
  },
  { name: "daemon set ready", kind: "DaemonSet", status: everywhere, state: "ready" },
  {
    name: "K-E 26: no node matches",
    kind: "DaemonSet",
    status: { observedGeneration: 3, desiredNumberScheduled: 0, numberReady: 0 },
    state: "ready",
    message: /no node/,
  },
  {
    name: "K-E 26: a node joined",
    kind: "DaemonSet",
    status: { ...everywhere, desiredNumberScheduled: 3 },
    state: "progressing",
    message: /2 of 3 nodes/,
  },
  {
    name: "daemon set half updated",
    kind: "DaemonSet",
    status: { ...everywhere, updatedNumberScheduled: 1 },
    state: "progressing",
  },
  {
    name: "daemon set OnDelete",
    kind: "DaemonSet",
    spec: onDelete,
    status: { ...everywhere, updatedNumberScheduled: 1 },
    state: "suspended",
  },
];

const done = (type: string, reason = "", message = "") => ({
  succeeded: 1,
  conditions: [{ type, status: "True", reason, message }],
});
const jobs: Row[] = [
  { name: "job complete", kind: "Job", status: done("Complete"), state: "ready" },
  {
    name: "R2: a running job is not ready",
    kind: "Job",
    status: { startTime: "2026-11-21T09:00:00Z", active: 1 },
    state: "progressing",
    message: /0 of 1 completed, 1 running/,
  },
  { name: "job not started", kind: "Job", status: {}, state: "progressing" },
  {
    name: "K-E 27: backoff limit",
    kind: "Job",
    status: done("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
    state: "failed",
    reason: "job-failed",
    message: /BackoffLimitExceeded: Job has reached/,
  },
  {
    name: "K-E 27: failure decided, pods still ending",
    kind: "Job",
    status: done("FailureTarget", "PodFailurePolicy"),
    state: "failed",
    reason: "job-failed",
  },
  {
    name: "K-E 27: suspended",
    kind: "Job",
    spec: { suspend: true },
    status: {},
    state: "suspended",
  },
];

const DEFAULTS: Record<WorkloadKind, object> = {
  Deployment: whole,
  StatefulSet: wholeSet,
  DaemonSet: everywhere,
  Job: {},
};

describe("readiness", () => {
  test.each([...common, ...deployments, ...sets, ...jobs])(
    "$name",
    ({ kind, metadata, spec, status, state, message, reason }) => {
      const object = {
        metadata: { name: "web", namespace: "shop", generation: 3, ...metadata },
        spec: {
          ...(kind === "Job" ? {} : { replicas: 2, progressDeadlineSeconds: 300 }),
          template: { spec: { containers: [] } },
          ...spec,
        },
        ...(status === null ? {} : { status: status ?? DEFAULTS[kind] }),
      } as unknown as WorkloadObject;
      const verdict = judge(kind, object);
      expect(verdict.state).toBe(state);
      expect(verdict.reason).toBe(reason);
      expect(verdict.message).toMatch(message ?? /\S/);
    },
  );
});
