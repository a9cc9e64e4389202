import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { DELAYS } from "../../../../../rehearsal/kubernetes/delays.ts";
import { Failures } from "../../../../../rehearsal/kubernetes/failures.ts";
import { Cluster } from "../../../../../rehearsal/kubernetes/objects/cluster.ts";
import type { Pod } from "../../../../../rehearsal/kubernetes/objects/types.ts";

const NOON = Date.parse("2026-11-28T12:00:00Z");
beforeEach(() => {
  jest.useFakeTimers({ now: NOON });
});
afterEach(() => {
  jest.useRealTimers();
});

function clusterWithPod(): { cluster: Cluster; pod: Pod } {
  const cluster = new Cluster({ delays: DELAYS, failures: new Failures() });
  cluster.create("namespaces", { metadata: { name: "fleet" } });
  cluster.create("serviceaccounts", { metadata: { name: "default", namespace: "fleet" } });
  const metadata = { name: "web", namespace: "fleet" };
  const spec = { containers: [{ name: "web", image: "repo/web:1" }] };
  return { cluster, pod: cluster.create("pods", { metadata, spec }) as Pod };
}

test("a restarted pod counts as ready from when it became ready again, to the millisecond", () => {
  const { cluster, pod } = clusterWithPod();
  const setReady = (status: "True" | "False", at: number): void => {
    jest.setSystemTime(at);
    const conditions = [{ type: "Ready", status, lastTransitionTime: "2026-11-28T12:00:00Z" }];
    cluster.update("pods", pod, (draft) => (draft.status.conditions = conditions), "status");
  };
  setReady("True", NOON + 100);
  setReady("False", NOON + 300);
  setReady("True", NOON + 450);
  expect(cluster.readyAt(pod, NOON)).toBe(NOON + 450);
});

test("an update that changes nothing keeps the resource version", () => {
  const { cluster, pod } = clusterWithPod();
  cluster.update("pods", pod, () => undefined);
  expect(cluster.require("pods", "fleet", "web")).toStrictEqual(pod);
});

test("a pod on a node stays until its kubelet removes it, a pod without a node is removed at once", () => {
  const { cluster, pod } = clusterWithPod();
  cluster.store.put("pods", { ...pod, spec: { ...pod.spec, nodeName: "node" } });
  cluster.remove("pods", "fleet", "web");
  expect(cluster.require("pods", "fleet", "web").metadata).toMatchObject({
    deletionTimestamp: "2026-11-28T12:00:30Z",
    deletionGracePeriodSeconds: 30,
  });
  cluster.remove("pods", "fleet", "web", { graceSeconds: 0 });
  expect(cluster.store.list("pods")).toStrictEqual([]);
  const free = clusterWithPod();
  free.cluster.remove("pods", "fleet", "web");
  expect(free.cluster.store.list("pods")).toStrictEqual([]);
});
