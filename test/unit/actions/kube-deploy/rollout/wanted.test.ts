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
    ["the controller has not read the specification", { status: { observedGeneration: 1 } }, ["1"]],
    ["the controller has written no status", { status: { observedGeneration: undefined } }, ["1"]],
    ["the new ReplicaSet does not exist yet", {}, ["1"]],
    ["the revision is not known", { metadata: { annotations: {} } }, ["1", "2"]],
    ["the new ReplicaSet has no pod yet", {}, ["1", "2"]],
  ])("K-E 22: a Deployment has none while %s", (_, parts, sets) => {
    expect(reasonsOf(assess("Deployment", "it", objects(parts, ...sets)))).toStrictEqual([]);
  });

  test("a crash of a pod of the new ReplicaSet counts as a crash of the wanted version", () => {
    const pod = podOf("it-2-new", "rs-it-2", CRASHING);
    const all = { ...objects({}, "1", "2"), Pod: [old, pod] };
    expect(reasonsOf(assess("Deployment", "it", all))).toStrictEqual(["crash-loop"]);
  });

  test("a Deployment is not ready until its ReplicaSet has been seen", () => {
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

  test("K-E 25: are all pods if the set is ordered", () => {
    expect(wantedOf("StatefulSet", { status }, pods)).toHaveLength(3);
  });

  test("are the new pods, and the pods below the partition, if the set is parallel", () => {
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

  test("are none while the controller has not read the specification", () => {
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

  test("are none while no pod is updated", () => {
    expect(wantedOf("DaemonSet", updated(0), [of("a", "old", 10)])).toStrictEqual([]);
  });

  test("are the pods with the revision of the youngest pod", () => {
    const pods = [of("a", "old", 10), of("b", "new", 20), of("c", "old", 11)];
    expect(wantedOf("DaemonSet", updated(1), pods)).toStrictEqual(["b"]);
  });

  test("are none if pods of several revisions are equally young, because the new revision is not known", () => {
    const pods = [of("a", "old", 10), of("b", "new", 10)];
    expect(wantedOf("DaemonSet", updated(1), pods)).toStrictEqual([]);
  });

  test("are the pods with the generation of the template, also if an old pod is younger", () => {
    const annotations = { "deprecated.daemonset.template.generation": "2" };
    const pods = [of("a", "old", 30, "1"), of("b", "new", 20, "2"), of("c", "old", 11, "1")];
    expect(wantedOf("DaemonSet", updated(1, { metadata: { annotations } }), pods)).toStrictEqual([
      "b",
    ]);
  });

  test("are the pods with the generation of the template while no pod counts as updated (maxSurge)", () => {
    const annotations = { "deprecated.daemonset.template.generation": "2" };
    const pods = [of("a", "old", 10, "1"), of("b", "new", 20, "2")];
    expect(wantedOf("DaemonSet", updated(0, { metadata: { annotations } }), pods)).toStrictEqual([
      "b",
    ]);
  });

  test("are all pods once all are updated, or with OnDelete", () => {
    const pods = [of("a", "old", 10), of("b", "new", 20)];
    expect(wantedOf("DaemonSet", updated(2), pods)).toHaveLength(2);
    const spec = { updateStrategy: { type: "OnDelete" } };
    expect(wantedOf("DaemonSet", updated(0, { spec }), pods)).toHaveLength(2);
  });
});
