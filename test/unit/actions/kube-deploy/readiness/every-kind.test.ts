import { describe } from "@jest/globals";
import { everywhere, testVerdicts, whole, wholeSet } from "./rows.ts";
import type { Row } from "./rows.ts";

const common: Row[] = [
  { name: "ready", kind: "Deployment", state: "ready", message: /^2 of 2 pods ready$/ },
  {
    name: "K-E 34: being deleted",
    kind: "Deployment",
    metadata: { deletionTimestamp: "2026-11-21T09:00:00Z" },
    state: "progressing",
    message: /being deleted/,
  },
  {
    name: "an old observedGeneration",
    kind: "Deployment",
    status: { ...whole, observedGeneration: 2 },
    state: "progressing",
    message: /not read the new specification/,
  },
  {
    name: "K-E 24: observedGeneration as text",
    kind: "Deployment",
    status: { ...whole, observedGeneration: "3" },
    state: "ready",
  },
  {
    name: "K-E 32: Stalled",
    kind: "DaemonSet",
    status: { ...everywhere, conditions: [{ type: "Stalled", status: "True", message: "no way" }] },
    state: "failed",
    reason: "stalled",
    message: /no way/,
  },
  {
    name: "Reconciling",
    kind: "StatefulSet",
    status: { ...wholeSet, conditions: [{ type: "Reconciling", status: "True" }] },
    state: "progressing",
  },
  ...(["Deployment", "StatefulSet", "DaemonSet"] as const).map((kind) => ({
    name: `no status yet: ${kind}`,
    kind,
    status: null,
    state: "progressing",
    message: /not reported/,
  })),
];

describe("rules of every kind", () => {
  testVerdicts(common);
});
