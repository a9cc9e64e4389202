import { expect, test } from "@jest/globals";
import type { WorkloadKind } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { assess, podOf, replicaSet, workload } from "./worlds.ts";

const READY = { status: { conditions: [{ type: "Ready", status: "True" }] } };
const hash = (value: string) => ({ metadata: { labels: { "controller-revision-hash": value } } });

test("ready pods of an older version are not counted for the wanted version of a Deployment", () => {
  const status = { replicas: 3, readyReplicas: 2, updatedReplicas: 1 };
  const objects = (ready?: number) => ({
    Deployment: [workload("Deployment", "it", { status })],
    ReplicaSet: [
      replicaSet("it-1", "it", "1", { status: { readyReplicas: 2 } }),
      replicaSet(
        "it-2",
        "it",
        "2",
        ready === undefined ? {} : { status: { readyReplicas: ready } },
      ),
    ],
  });
  expect(assess("Deployment", "it", objects()).wantedReady).toBe(0);
  expect(assess("Deployment", "it", objects(1)).wantedReady).toBe(1);
  const unread = { ...objects(), ReplicaSet: [] };
  expect(assess("Deployment", "it", unread).wantedReady).toBeUndefined();
});

test.each<[string, WorkloadKind, object, string[], number | undefined]>([
  [
    "a StatefulSet with one new pod",
    "StatefulSet",
    { replicas: 2, readyReplicas: 2, updatedReplicas: 1, updateRevision: "new" },
    ["old", "new"],
    1,
  ],
  [
    "a StatefulSet without any new pod",
    "StatefulSet",
    { replicas: 2, readyReplicas: 2, updateRevision: "new" },
    ["old", "old"],
    0,
  ],
  [
    "a StatefulSet whose pods cannot be read",
    "StatefulSet",
    { replicas: 2, readyReplicas: 2, updatedReplicas: 1, updateRevision: "new" },
    [],
    undefined,
  ],
  [
    "a DaemonSet without any new pod",
    "DaemonSet",
    { desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 0 },
    ["old", "old"],
    0,
  ],
])("the ready pods of the wanted version of %s", (_, kind, status, hashes, expected) => {
  const pods = hashes.map((one, at) =>
    podOf(`it-${at}`, `${kind}-it`, {}, { ...hash(one), ...READY }),
  );
  const objects = { [kind]: [workload(kind, "it", { status })], Pod: pods };
  expect(assess(kind, "it", objects).wantedReady).toBe(expected);
});
