import { describe, expect, test } from "@jest/globals";
import { findWanted } from "../../../../../actions/kube-deploy/src/rollout/wanted.ts";
import type { WorkloadKind } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import {
  CRASHING,
  STARTING,
  assess,
  podOf,
  reasonsOf,
  replicaSet,
  viewOf,
  workload,
} from "./worlds.ts";

const hash = (value: string) => ({ metadata: { labels: { "controller-revision-hash": value } } });
const wantedOf = (kind: WorkloadKind, parts: object, pods: ReturnType<typeof podOf>[]) =>
  findWanted(kind, workload(kind, "it", parts) as never, viewOf({ Pod: pods })).pods.map(
    ({ metadata }) => metadata.name,
  );

describe("the pods of the wanted version", () => {
  const old = podOf("it-1-old", "rs-it-1", CRASHING);
  const objects = (parts: object, ...sets: string[]) => ({
    Deployment: [workload("Deployment", "it", parts)],
    ReplicaSet: sets.map((revision) => replicaSet(`it-${revision}`, "it", revision)),
    Pod: [old],
  });

  test.each([
    ["its controller has not read the specification", { status: { observedGeneration: 1 } }, ["1"]],
    ["its controller has written no status", { status: { observedGeneration: undefined } }, ["1"]],
    ["the new ReplicaSet is not there yet", {}, ["1"]],
    ["its revision is not known", { metadata: { annotations: {} } }, ["1", "2"]],
    ["the new ReplicaSet has no pod yet", {}, ["1", "2"]],
  ])("K-E 22: none of a Deployment while %s", (_, parts, sets) => {
    expect(reasonsOf(assess("Deployment", "it", objects(parts, ...sets)))).toStrictEqual([]);
  });

  test("a crash of the new ReplicaSet's pods is one of the wanted version", () => {
    const pod = podOf("it-2-new", "rs-it-2", CRASHING);
    const all = { ...objects({}, "1", "2"), Pod: [old, pod] };
    expect(reasonsOf(assess("Deployment", "it", all))).toStrictEqual(["crash-loop"]);
  });

  test("a ready Deployment whose ReplicaSet is not in the view yet is not ready", () => {
    const whole = {
      observedGeneration: 2,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      conditions: [{ type: "Available", status: "True" }],
    };
    const all = { Deployment: [workload("Deployment", "it", { status: whole })] };
    expect(assess("Deployment", "it", all).verdict.state).toBe("progressing");
    const ReplicaSet = [replicaSet("it-2", "it", "2")];
    expect(assess("Deployment", "it", { ...all, ReplicaSet }).verdict.state).toBe("ready");
  });
});

describe("the pods of a StatefulSet", () => {
  const pods = [
    podOf("it-0", "StatefulSet-it", CRASHING, hash("old")),
    podOf("it-1", "StatefulSet-it", CRASHING, hash("old")),
    podOf("it-2", "StatefulSet-it", STARTING, hash("new")),
  ];
  const status = { observedGeneration: 2, updateRevision: "new", currentRevision: "old" };

  test("K-E 25: an ordered one waits for all of its pods", () => {
    expect(wantedOf("StatefulSet", { status }, pods)).toHaveLength(3);
  });

  test("a parallel one replaces the old ones, except below the partition", () => {
    const spec = { podManagementPolicy: "Parallel" };
    expect(wantedOf("StatefulSet", { spec, status }, pods)).toStrictEqual(["it-2"]);
    const updateStrategy = { rollingUpdate: { partition: 1 } };
    expect(
      wantedOf("StatefulSet", { spec: { ...spec, updateStrategy }, status }, pods),
    ).toStrictEqual(["it-0", "it-2"]);
  });

  test("a partition counts from the first ordinal", () => {
    const spec = {
      podManagementPolicy: "Parallel",
      ordinals: { start: 7 },
      updateStrategy: { rollingUpdate: { partition: 1 } },
    };
    const later = [7, 8].map((ordinal) =>
      podOf(`it-${ordinal}`, "StatefulSet-it", CRASHING, hash("old")),
    );
    expect(wantedOf("StatefulSet", { spec, status }, later)).toStrictEqual(["it-7"]);
  });

  test("none while its controller is slow", () => {
    const stale = { ...status, observedGeneration: 1 };
    expect(wantedOf("StatefulSet", { status: stale }, pods)).toStrictEqual([]);
  });
});

describe("the pods of a DaemonSet", () => {
  const of = (name: string, revision: string, second: number, generation?: string) =>
    podOf(name, "DaemonSet-it", CRASHING, {
      metadata: {
        creationTimestamp: `2026-11-21T09:00:${second}Z`,
        labels: {
          "controller-revision-hash": revision,
          ...(generation === undefined ? {} : { "pod-template-generation": generation }),
        },
      },
    });
  const updated = (updatedNumberScheduled: number, parts: object = {}) => ({
    status: { desiredNumberScheduled: 3, updatedNumberScheduled },
    ...parts,
  });

  test("none as long as no pod is updated", () => {
    expect(wantedOf("DaemonSet", updated(0), [of("a", "old", 10)])).toStrictEqual([]);
  });

  test("those of the youngest pod's revision", () => {
    const pods = [of("a", "old", 10), of("b", "new", 20), of("c", "old", 11)];
    expect(wantedOf("DaemonSet", updated(1), pods)).toStrictEqual(["b"]);
  });

  test("none when pods of several revisions are equally young: which one is new is not known", () => {
    const pods = [of("a", "old", 10), of("b", "new", 10)];
    expect(wantedOf("DaemonSet", updated(1), pods)).toStrictEqual([]);
  });

  test("those of the template's generation, also when an old pod is younger", () => {
    const annotations = { "deprecated.daemonset.template.generation": "2" };
    const pods = [of("a", "old", 30, "1"), of("b", "new", 20, "2"), of("c", "old", 11, "1")];
    expect(wantedOf("DaemonSet", updated(1, { metadata: { annotations } }), pods)).toStrictEqual([
      "b",
    ]);
  });

  test("those of the template's generation while none counts as updated (maxSurge)", () => {
    const annotations = { "deprecated.daemonset.template.generation": "2" };
    const pods = [of("a", "old", 10, "1"), of("b", "new", 20, "2")];
    expect(wantedOf("DaemonSet", updated(0, { metadata: { annotations } }), pods)).toStrictEqual([
      "b",
    ]);
  });

  test("all of them once all are updated, or when only deletions update them", () => {
    const pods = [of("a", "old", 10), of("b", "new", 20)];
    expect(wantedOf("DaemonSet", updated(2), pods)).toHaveLength(2);
    const spec = { updateStrategy: { type: "OnDelete" } };
    expect(wantedOf("DaemonSet", updated(0, { spec }), pods)).toHaveLength(2);
  });
});
