import { expect, it } from "@jest/globals";
import {
  isAvailable,
  nextAvailable,
} from "../../../../../rehearsal/kubernetes/controllers/pods.ts";
import type { Cluster } from "../../../../../rehearsal/kubernetes/objects/cluster.ts";
import type { Pod } from "../../../../../rehearsal/kubernetes/objects/types.ts";

const READY = 1_000;
const cluster = { delays: { secondMs: 10 }, readyAt: () => READY } as unknown as Cluster;
const pod = { status: { conditions: [{ type: "Ready", status: "True" }] } } as unknown as Pod;

it.each([
  [READY, false, 200],
  [READY + 199, false, 1],
  [READY + 200, true, undefined],
])("at %i ms, a pod is available: %s; the next check is due in %s ms", (now, available, next) => {
  // Both use the same time, so a pod that is not available yet is always checked again.
  expect(isAvailable(cluster, pod, now, 20)).toBe(available);
  expect(nextAvailable(cluster, [pod], now, 20)).toBe(next);
});
