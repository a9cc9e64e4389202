import { describe } from "@jest/globals";
import { available, late, progressed, testVerdicts, whole } from "./rows.ts";
import type { Row } from "./rows.ts";

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
    message: /waiting for 1 pod of an older version to end/,
  },
  {
    name: "not all ready",
    kind: "Deployment",
    status: { ...whole, readyReplicas: 1 },
    state: "progressing",
    message: /^1 of 2 pods ready$/,
  },
  {
    name: "K-E 20: minReadySeconds have not passed",
    kind: "Deployment",
    status: { ...whole, availableReplicas: 1 },
    state: "progressing",
    message: /minReadySeconds/,
  },
  {
    name: "K-E 19: all counters are complete, but Available is not True",
    kind: "Deployment",
    status: { ...whole, conditions: [progressed, { ...available, status: "False" }] },
    state: "progressing",
  },
  {
    name: "all counters are complete, but Progressing is not concluded",
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
    name: "F13: the progress deadline is exceeded",
    kind: "Deployment",
    status: { ...whole, readyReplicas: 1, conditions: [available, late] },
    state: "failed",
    reason: "progress-deadline-exceeded",
    message: /1 of 2 pods ready, and no progress for 300 s/,
  },
  {
    name: "K-E 22: an exceeded deadline of an older generation",
    kind: "Deployment",
    status: { ...whole, observedGeneration: 2, readyReplicas: 1, conditions: [late] },
    state: "progressing",
  },
  {
    name: "K-E 22: an exceeded deadline is left over while everything runs",
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
    name: "K-E 17: paused, and a pod of the wanted version is replaced",
    kind: "Deployment",
    spec: { paused: true },
    status: { ...whole, readyReplicas: 1, availableReplicas: 1 },
    state: "progressing",
    message: /^1 of 2 pods ready$/,
  },
  {
    name: "K-E 17: paused and scaled: the controller scales it anyway",
    kind: "Deployment",
    spec: { paused: true, replicas: 3 },
    state: "progressing",
    message: /^2 of 3 pods are of the new version$/,
  },
  {
    name: "K-E 17: paused in the middle of its rollout",
    kind: "Deployment",
    spec: { paused: true },
    status: { ...whole, replicas: 3, updatedReplicas: 1 },
    state: "failed",
    reason: "rollout-paused",
  },
  {
    name: "K-E 17: paused before it had any pod",
    kind: "Deployment",
    spec: { paused: true },
    status: { observedGeneration: 3 },
    state: "failed",
    reason: "rollout-paused",
  },
  {
    name: "K-E 17: paused with a change that is not rolled out",
    kind: "Deployment",
    spec: { paused: true },
    status: { ...whole, updatedReplicas: 0 },
    state: "failed",
    reason: "rollout-paused",
  },
];

describe("Deployment", () => {
  testVerdicts(deployments);
});
