import { describe } from "@jest/globals";
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
