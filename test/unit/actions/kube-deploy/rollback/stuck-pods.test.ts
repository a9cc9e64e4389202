import { expect, test } from "@jest/globals";
import type { Pod, StatefulSet } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { stuckPods } from "../../../../../actions/kube-deploy/src/rollback/stuck-pods.ts";

const set = (spec: Partial<StatefulSet["spec"]> = {}, updateRevision = "db-old"): StatefulSet => ({
  metadata: { name: "db", namespace: "shop", uid: "set-1", creationTimestamp: "" },
  spec: { template: { spec: { containers: [] } }, ...spec },
  status: { updateRevision },
});
const pod = (given: Partial<Pod["metadata"]> & { isReady?: boolean } = {}): Pod => {
  const { isReady = false, ...metadata } = given;
  return {
    metadata: {
      name: "db-1",
      namespace: "shop",
      uid: "1",
      creationTimestamp: "",
      labels: { "controller-revision-hash": "db-bad" },
      ownerReferences: [{ kind: "StatefulSet", name: "db", uid: "set-1", controller: true }],
      ...metadata,
    },
    spec: { containers: [] },
    status: { conditions: [{ type: "Ready", status: isReady ? "True" : "False" }] },
  };
};

test.each<[string, StatefulSet, Pod, boolean]>([
  ["a broken pod of the withdrawn version", set(), pod(), true],
  [
    "a ready pod of the withdrawn version, which is replaced anyway",
    set(),
    pod({ isReady: true }),
    false,
  ],
  ["a pod of the wanted version", set({}, "db-bad"), pod(), false],
  ["a pod that is being deleted", set(), pod({ deletionTimestamp: "now" }), false],
  ["a pod of another owner", set(), pod({ ownerReferences: [] }), false],
  ["a pod of a parallel set", set({ podManagementPolicy: "Parallel" }), pod(), false],
  ["a pod of a set with OnDelete", set({ updateStrategy: { type: "OnDelete" } }), pod(), false],
  ["a pod of a set without a status", { ...set(), status: {} }, pod(), false],
])("stuckPods and %s", (_, given, one, isStuck) => {
  expect(stuckPods(given, [one])).toHaveLength(isStuck ? 1 : 0);
});

test("a pod is also stuck if its readiness is unknown, for example because its node is lost", () => {
  const lost = {
    ...pod(),
    status: { conditions: [{ type: "Ready", status: "Unknown" as const }] },
  };
  expect(stuckPods(set(), [lost, { ...pod(), status: {} }])).toHaveLength(2);
});
