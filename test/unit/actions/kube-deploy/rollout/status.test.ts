import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { FOLDER, recordingNames, replayRecording } from "./replay.ts";
import {
  NOW,
  STARTING,
  assess,
  container,
  eventOf,
  podOf,
  reasonsOf,
  replicaSet,
  workload,
} from "./worlds.ts";

/** One paragraph per recording: its name, then what kube-deploy reports after each step. UPDATE_GOLDENS=1 writes it. */
const ASSESSMENTS = path.join(FOLDER, "assessments.txt");

test("rollouts that were recorded in a real control plane are assessed as in the reviewed golden", () => {
  const assessed = recordingNames()
    .map((name) => [name, ...replayRecording(name)].join("\n  ") + "\n")
    .join("\n");
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(ASSESSMENTS, assessed);
  expect(assessed.split("\n")).toStrictEqual(readFileSync(ASSESSMENTS, "utf8").split("\n"));
});

test("K-E 47: a workload that is not in the cluster is missing", () => {
  expect(assess("Job", "app", {}).verdict).toMatchObject({
    state: "failed",
    reason: "workload-missing",
  });
});

const late = {
  type: "Progressing",
  status: "False",
  reason: "ProgressDeadlineExceeded",
  message: 'ReplicaSet "it-2" has timed out progressing.',
};
const status = { observedGeneration: 2, replicas: 2, updatedReplicas: 1, conditions: [late] };
const deployment = workload("Deployment", "it", { status });
const sets = [replicaSet("it-1", "it", "1"), replicaSet("it-2", "it", "2")];

describe("the progress deadline", () => {
  test("F13: has passed if the condition is about the wanted ReplicaSet", () => {
    const { verdict } = assess("Deployment", "it", { Deployment: [deployment], ReplicaSet: sets });
    expect(verdict).toMatchObject({ state: "failed", reason: "progress-deadline-exceeded" });
  });

  test("K-E 22: does not count if the condition is about another ReplicaSet, also before the wanted ReplicaSet is known", () => {
    const message = 'ReplicaSet "it-1" has timed out progressing.';
    const conditions = [{ ...late, message }];
    const Deployment = [workload("Deployment", "it", { status: { ...status, conditions } })];
    for (const ReplicaSet of [sets, []])
      expect(assess("Deployment", "it", { Deployment, ReplicaSet }).verdict.state).toBe(
        "progressing",
      );
  });

  test.each([
    ["2026-11-21T09:00:00Z", "progressing"],
    ["2026-11-21T09:45:00Z", "failed"],
  ])("K-E 22: passed at %s, and a deployment since 09:30: %s", (lastUpdateTime, expected) => {
    // A deployment can remove the cause without a new template, for example with a Secret or other replicas.
    const conditions = [{ ...late, lastUpdateTime }];
    const Deployment = [workload("Deployment", "it", { status: { ...status, conditions } })];
    const since = Date.parse("2026-11-21T09:30:00Z");
    const objects = { Deployment, ReplicaSet: sets };
    expect(assess("Deployment", "it", objects, { since }).verdict.state).toBe(expected);
    // Without a change, nothing can have removed the cause.
    expect(assess("Deployment", "it", objects).verdict.state).toBe("failed");
  });

  test("K-E 42: is not fatal while an autoscaler adds a node", () => {
    const pod = podOf(
      "it-x",
      "rs-it-2",
      {},
      {
        spec: { nodeName: undefined },
        status: {
          phase: "Pending",
          containerStatuses: [],
          conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }],
        },
      },
    );
    const scaling = eventOf("Pod", "it-x", "TriggeredScaleUp", {
      involvedObject: { uid: "pod-it-x" },
    });
    const objects = { Deployment: [deployment], ReplicaSet: sets, Pod: [pod] };
    const found = assess("Deployment", "it", { ...objects, Event: [scaling] });
    expect(found.verdict).toMatchObject({
      state: "progressing",
      message: expect.stringContaining("autoscaler"),
    });
    expect(reasonsOf(found)).toStrictEqual(["unschedulable"]);
    expect(assess("Deployment", "it", objects).verdict.state).toBe("failed");
  });
});

test("a Deployment that may not create its ReplicaSet fails with the message of its controller", () => {
  const message = 'replicasets.apps "it-2" is forbidden: exceeded quota: objects';
  const conditions = [{ ...late, reason: "ReplicaSetCreateError", message }];
  // The controller stops before it writes the new observedGeneration.
  const Deployment = [
    workload("Deployment", "it", { status: { observedGeneration: 1, conditions } }),
  ];
  const found = assess("Deployment", "it", { Deployment });
  expect(found.diagnoses).toMatchObject([
    { reason: "quota-exceeded", message: expect.stringContaining(message), fatalAt: NOW },
  ]);
});

test("K-E 74: a ready workload whose container has no probe must run for ten seconds first", () => {
  const unprobed = { spec: { template: { spec: { containers: [{ name: "app" }] } } } };
  const everywhere = {
    observedGeneration: 2,
    desiredNumberScheduled: 1,
    currentNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberReady: 1,
    numberAvailable: 1,
  };
  const started = { ready: true, state: { running: { startedAt: "2026-11-21T09:59:57Z" } } };
  const objects = {
    DaemonSet: [workload("DaemonSet", "it", { ...unprobed, status: everywhere })],
    Pod: [podOf("it-x", "DaemonSet-it", started)],
  };
  expect(assess("DaemonSet", "it", objects)).toMatchObject({
    verdict: { state: "progressing" },
    changesAt: NOW + 7000,
  });
  expect(assess("DaemonSet", "it", objects, { now: NOW + 7000 }).verdict.state).toBe("ready");
});

test("a series of evicted pods is the reason why a workload is not ready", () => {
  const evicted = (name: string) =>
    podOf(
      name,
      "rs-it-2",
      {},
      {
        status: {
          phase: "Failed",
          reason: "Evicted",
          message: "Usage of EmptyDir volume exceeds the limit 1Gi.",
        },
      },
    );
  const objects = {
    Deployment: [workload("Deployment", "it", { status: { ...status, conditions: [] } })],
    ReplicaSet: sets,
    Pod: [evicted("a"), evicted("b"), podOf("c", "rs-it-2", STARTING)],
  };
  expect(reasonsOf(assess("Deployment", "it", objects))).toStrictEqual(["evicted", "not-ready"]);
});

test("refused pods of a StatefulSet are reported until they exist", () => {
  const failed = eventOf("StatefulSet", "it", "FailedCreate", { message: "exceeded quota: pods" });
  const set = workload("StatefulSet", "it");
  const objects = { StatefulSet: [set], Event: [failed] };
  expect(reasonsOf(assess("StatefulSet", "it", objects))).toStrictEqual(["quota-exceeded"]);
  const created = { metadata: { creationTimestamp: "2026-11-21T09:59:30Z" } };
  const Pod = [podOf("it-0", "StatefulSet-it", STARTING, created)];
  expect(reasonsOf(assess("StatefulSet", "it", { ...objects, Pod }))).toStrictEqual(["not-ready"]);
});

test.each([
  ["sets no resources", [], true],
  ["limits memory", [container("app", { resources: { limits: { memory: "64Mi" } } })], false],
])(
  "a quota that counts pods may have the scope BestEffort if the pod %s",
  (_, containers, named) => {
    const message =
      'pods "it-0" is forbidden: exceeded quota: few, requested: pods=1, used: pods=2';
    const failed = eventOf("StatefulSet", "it", "FailedCreate", { message });
    const template = containers.length === 0 ? {} : { template: { spec: { containers } } };
    const objects = {
      StatefulSet: [workload("StatefulSet", "it", { spec: template })],
      Event: [failed],
    };
    const [found] = assess("StatefulSet", "it", objects).diagnoses;
    expect(found?.fix.includes("scope BestEffort")).toBe(named);
  },
);
