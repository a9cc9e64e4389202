import { describe } from "@jest/globals";
import { everywhere, testVerdicts } from "./rows.ts";
import type { Row } from "./rows.ts";

const sets: Row[] = [
  { name: "daemon set ready", kind: "DaemonSet", status: everywhere, state: "ready" },
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
    name: "daemon set half updated",
    kind: "DaemonSet",
    status: { ...everywhere, updatedNumberScheduled: 1 },
    state: "progressing",
  },
  {
    name: "daemon set OnDelete",
    kind: "DaemonSet",
    spec: { updateStrategy: { type: "OnDelete" } },
    status: { ...everywhere, updatedNumberScheduled: 1 },
    state: "suspended",
  },
];

describe("DaemonSet", () => {
  testVerdicts(sets);
});
