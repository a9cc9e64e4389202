import { describe } from "@jest/globals";
import { everywhere, testVerdicts } from "./rows.ts";
import type { Row } from "./rows.ts";

const sets: Row[] = [
  { name: "a ready DaemonSet", kind: "DaemonSet", status: everywhere, state: "ready" },
  {
    name: "K-E 26: no node matches",
    kind: "DaemonSet",
    status: { observedGeneration: 3, desiredNumberScheduled: 0, numberReady: 0 },
    state: "ready",
    message: /no node/,
  },
  {
    name: "K-E 26: a node joined",
    kind: "DaemonSet",
    status: { ...everywhere, desiredNumberScheduled: 3 },
    state: "progressing",
    message: /2 of 3 nodes/,
  },
  {
    name: "a partly updated DaemonSet",
    kind: "DaemonSet",
    status: { ...everywhere, updatedNumberScheduled: 1 },
    state: "progressing",
  },
  {
    name: "pods that are ready, but not for long enough",
    kind: "DaemonSet",
    spec: { minReadySeconds: 60 },
    status: { ...everywhere, numberAvailable: 1 },
    state: "progressing",
    message: /^1 of 2 pods available \(minReadySeconds\)$/,
  },
  {
    name: "OnDelete with old pods",
    kind: "DaemonSet",
    spec: { updateStrategy: { type: "OnDelete" } },
    status: { ...everywhere, updatedNumberScheduled: 1 },
    state: "suspended",
  },
];

describe("DaemonSet", () => {
  testVerdicts(sets);
});
