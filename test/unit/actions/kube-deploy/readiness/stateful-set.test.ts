import { describe, expect, test } from "@jest/globals";
import type { StatefulSet } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { evaluateStatefulSet } from "../../../../../actions/kube-deploy/src/readiness/stateful-set.ts";
import { testVerdicts, wholeSet } from "./rows.ts";
import type { Row } from "./rows.ts";

const onDelete = { updateStrategy: { type: "OnDelete" } };
const partition = (pods: number) => ({
  updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: pods } },
});
const halfway = { ...wholeSet, updatedReplicas: 1, currentRevision: "db-1" };
const sets: Row[] = [
  { name: "a ready StatefulSet", kind: "StatefulSet", status: wholeSet, state: "ready" },
  {
    name: "a StatefulSet that starts its pods in order",
    kind: "StatefulSet",
    status: { ...wholeSet, replicas: 1, readyReplicas: 1 },
    state: "progressing",
    message: /1 of 2 pods exist/,
  },
  {
    name: "K-E 25: a scale-down in progress",
    kind: "StatefulSet",
    status: { ...wholeSet, replicas: 3 },
    state: "progressing",
  },
  {
    name: "K-E 76: partition 0, as the API writes it, with one of two pods updated",
    kind: "StatefulSet",
    spec: partition(0),
    status: halfway,
    state: "progressing",
    message: /1 of 2 pods are of the new version/,
  },
  {
    name: "K-E 76: all pods are updated, but currentRevision is the old revision",
    kind: "StatefulSet",
    spec: partition(0),
    status: { ...wholeSet, currentRevision: "db-1" },
    state: "progressing",
  },
  {
    name: "K-E 25: a withdrawn update has left a ready pod",
    kind: "StatefulSet",
    status: { ...wholeSet, updatedReplicas: 1 },
    state: "progressing",
    message: /1 of 2 pods are of the new version/,
  },
  {
    name: "K-E 25: partition 1 keeps one old pod",
    kind: "StatefulSet",
    spec: partition(1),
    status: halfway,
    state: "ready",
  },
  {
    name: "K-E 25: OnDelete with old pods",
    kind: "StatefulSet",
    spec: onDelete,
    status: halfway,
    state: "suspended",
    message: /1 of 2/,
  },
];

describe("StatefulSet", () => {
  testVerdicts(sets);
});

test("a partition that keeps pods on the older version is told", () => {
  const set = {
    metadata: { generation: 1 },
    spec: { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
    status: {
      observedGeneration: 1,
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      updatedReplicas: 1,
      currentRevision: "a",
      updateRevision: "b",
    },
  } as unknown as StatefulSet;
  expect(evaluateStatefulSet(set, { desired: 3, ready: 3 })).toMatchObject({
    state: "ready",
    message: "3 of 3 pods ready; 2 pods keep the older version (partition 2)",
  });
});
