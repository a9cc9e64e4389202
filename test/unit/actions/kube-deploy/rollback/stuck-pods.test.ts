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
  ["a ready pod of it: it is replaced", set(), pod({ isReady: true }), false],
  ["a pod of the wanted version", set({}, "db-bad"), pod(), false],
  ["a pod that ends already", set(), pod({ deletionTimestamp: "now" }), false],
  ["a pod of something else", set(), pod({ ownerReferences: [] }), false],
  ["a pod where pods are not ordered", set({ podManagementPolicy: "Parallel" }), pod(), false],
  ["a pod that a person deletes", set({ updateStrategy: { type: "OnDelete" } }), pod(), false],
  ["a set without a status", { ...set(), status: {} }, pod(), false],
])("a StatefulSet and %s", (_, given, one, isStuck) => {
  expect(stuckPods(given, [one])).toHaveLength(isStuck ? 1 : 0);
});

test("a pod is stuck also when its node is lost, and nobody knows whether it is ready", () => {
  const lost = {
    ...pod(),
    status: { conditions: [{ type: "Ready", status: "Unknown" as const }] },
  };
  expect(stuckPods(set(), [lost, { ...pod(), status: {} }])).toHaveLength(2);
});
