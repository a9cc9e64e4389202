import { expect, test } from "@jest/globals";
import type { CustomObject } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { evaluateCustomResource } from "../../../../../actions/kube-deploy/src/readiness/custom-resource.ts";
import { parseExpectation } from "../../../../../actions/kube-deploy/src/readiness/expectation.ts";

interface Row {
  name: string;
  kind?: string;
  metadata?: object;
  status?: object;
  expected?: string;
  state: string;
  message: RegExp;
}

const condition = (type: string, status: string, message?: string) => ({ type, status, message });
const [CERTIFICATE, APPLICATION, ROLLOUT] = [
  "Certificate.cert-manager.io",
  "Application.argoproj.io",
  "Rollout.argoproj.io",
];

test.each<Row>([
  {
    name: "ready",
    status: { conditions: [condition("Ready", "True")] },
    state: "ready",
    message: /^condition=Ready$/,
  },
  {
    name: "only one of two conditions is True",
    state: "progressing",
    status: { conditions: [condition("Ready", "True"), condition("Synced", "False", "no access")] },
    message: /^Synced is False: no access$/,
  },
  {
    name: "a status of an older generation",
    state: "progressing",
    status: { observedGeneration: 2, conditions: [condition("Ready", "True")] },
    message: /has not read the new specification/,
  },
  {
    name: "a generation as text",
    state: "ready",
    message: /Ready/,
    status: { observedGeneration: "3", conditions: [condition("Ready", "True")] },
  },
  {
    name: "Stalled",
    state: "failed",
    message: /the chart does not exist/,
    status: { conditions: [condition("Stalled", "True", "the chart does not exist")] },
  },
  {
    name: "Reconciling",
    state: "progressing",
    message: /building/,
    status: {
      conditions: [condition("Reconciling", "True", "building"), condition("Ready", "True")],
    },
  },
  {
    name: "being deleted",
    metadata: { deletionTimestamp: "now" },
    state: "progressing",
    message: /being deleted/,
  },
  {
    name: "no status",
    state: "progressing",
    message: /none of the conditions Ready, Available, Healthy, Synced.*`for`/,
  },
  {
    name: "unknown conditions and fields are quoted",
    state: "progressing",
    status: {
      phase: "Pending",
      conditions: [condition("Scheduled", "True"), condition("Bound", "False", "no quota left")],
    },
    message:
      /set `for` to what makes it ready\. It says: Bound is False: no quota left; Scheduled is True; \{\.status\.phase\} is Pending$/,
  },
  {
    name: "if the expected condition is missing, the status is quoted",
    state: "progressing",
    expected: "condition=Ready",
    status: { state: "Creating", message: "no\n  subnet" },
    message:
      /^it has no condition Ready\. It says: \{\.status\.state\} is Creating; \{\.status\.message\} is no subnet$/,
  },
  {
    name: "a value is not quoted twice",
    state: "progressing",
    expected: "jsonpath=.status.phase=Bound",
    status: { phase: "Pending" },
    message: /^\.status\.phase is Pending, expected Bound$/,
  },
  {
    name: "the expected value",
    expected: "jsonpath={.status.state}=Done",
    state: "ready",
    status: { state: "Done" },
    message: /state/,
  },
  {
    name: "another value than expected",
    expected: "jsonpath={.status.state}=Done",
    state: "progressing",
    status: { state: "Busy", conditions: [condition("Ready", "True")] },
    message: /is Busy, expected Done/,
  },
  {
    name: "Argo CD: synced and healthy",
    kind: APPLICATION,
    state: "ready",
    message: /Healthy/,
    status: { sync: { status: "Synced" }, health: { status: "Healthy" } },
  },
  {
    name: "Argo CD: healthy, not synced",
    kind: APPLICATION,
    state: "progressing",
    message: /is OutOfSync, expected Synced/,
    status: { sync: { status: "OutOfSync" }, health: { status: "Healthy" } },
  },
  {
    name: "Argo CD: the messages of the Application are quoted",
    kind: APPLICATION,
    state: "progressing",
    status: {
      sync: { status: "OutOfSync" },
      health: { status: "Degraded", message: "2 pods crash" },
      conditions: [{ type: "ComparisonError", message: "the repository is not found" }],
    },
    message:
      /\{\.status\.health\.status\} is Degraded, expected Healthy\. It says: ComparisonError: the repository is not found; \{\.status\.health\.message\} is 2 pods crash$/,
  },
  {
    name: "Argo CD: a failed sync",
    kind: APPLICATION,
    state: "failed",
    message: /ended as Failed: no such kind/,
    status: {
      sync: { status: "Synced" },
      operationState: { phase: "Failed", message: "no such kind" },
    },
  },
  {
    name: "Argo CD: a failed sync, whatever is expected",
    kind: APPLICATION,
    state: "failed",
    message: /ended as Error/,
    expected: "jsonpath={.status.sync.status}=Synced",
    status: { sync: { status: "Synced" }, operationState: { phase: "Error", message: "" } },
  },
  {
    name: "a healthy rollout",
    kind: ROLLOUT,
    status: { phase: "Healthy" },
    state: "ready",
    message: /Healthy/,
  },
  {
    name: "a rollout in progress",
    kind: ROLLOUT,
    status: { phase: "Progressing" },
    state: "progressing",
    message: /is Progressing/,
  },
  {
    name: "an aborted rollout",
    kind: ROLLOUT,
    status: { phase: "Degraded", message: "RolloutAborted" },
    state: "failed",
    message: /RolloutAborted/,
  },
  {
    name: "a paused rollout",
    kind: ROLLOUT,
    status: { phase: "Paused", message: "CanaryPauseStep" },
    state: "suspended",
    message: /CanaryPauseStep/,
  },
])("K-E 32: $name", ({ kind = CERTIFICATE, metadata, status, expected, state, message }) => {
  const object = {
    metadata: { name: "shop", namespace: "shop", generation: 3, ...metadata },
    status,
  } as unknown as CustomObject;
  const verdict = evaluateCustomResource(
    kind,
    object,
    expected === undefined ? [] : [parseExpectation(expected)],
  );
  expect(verdict.state).toBe(state);
  expect(verdict.message).toMatch(message);
  expect([verdict.ready, verdict.desired]).toStrictEqual([
    ["ready", "suspended"].includes(state) ? 1 : 0,
    1,
  ]);
});
