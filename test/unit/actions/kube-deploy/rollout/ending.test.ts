import { describe, expect, test } from "@jest/globals";
import { diagnoseEnding } from "../../../../../actions/kube-deploy/src/rollout/ending.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import type {
  KubernetesObject,
  WorkloadKind,
  WorkloadObject,
} from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { NOW, READY, assess, eventOf, podOf, replicaSet, viewOf, workload } from "./worlds.ts";

const HELD = { deletionTimestamp: "2026-11-21T09:40:00Z", finalizers: ["shop.example/drain"] };
const LATE = { deletionTimestamp: "2026-11-21T09:50:00Z" };

const ending = (kind: WorkloadKind, owner: string, metadata: object, spec: object = {}) =>
  diagnoseEnding(
    kind,
    workload(kind, "it", { spec }) as WorkloadObject,
    viewOf({
      ReplicaSet: [replicaSet("it-1", "it", "1")],
      Pod: [podOf("it-0", owner, READY, { metadata })],
    }),
    NOW,
  );

describe("a pod that does not end", () => {
  test("is named with its finalizers or its node", () => {
    expect(ending("StatefulSet", "StatefulSet-it", HELD)).toMatchObject({
      reason: "pod-terminating",
      message: expect.stringContaining(
        "it-0 is being deleted and does not end (finalizers: shop.example/drain)",
      ),
      pod: "it-0",
    });
    const ofNode = ending("DaemonSet", "DaemonSet-it", LATE);
    expect(ofNode?.message).toMatch(/\(node node-1\)$/);
    expect(ofNode?.fix).toMatch(/kubectl delete pod it-0 --namespace shop --force/);
  });

  test("blocks a Deployment only with the strategy Recreate", () => {
    expect(ending("Deployment", "rs-it-1", LATE)).toBeUndefined();
    const spec = { strategy: { type: "Recreate" } };
    expect(ending("Deployment", "rs-it-1", LATE, spec)?.reason).toBe("pod-terminating");
  });

  test.each([
    ["that still has time", { deletionTimestamp: "2026-11-21T09:59:40Z" }],
    ["that is not being deleted", {}],
  ])("is not a pod %s", (_, metadata) => {
    expect(ending("StatefulSet", "StatefulSet-it", metadata)).toBeUndefined();
  });

  test("is named early if its grace period is long", () => {
    const slow = { deletionTimestamp: "2026-11-21T10:08:30Z", deletionGracePeriodSeconds: 600 };
    expect(ending("StatefulSet", "StatefulSet-it", slow)).toMatchObject({
      reason: "pod-terminating",
      message:
        "pod it-0 is being deleted and has until 2026-11-21T10:08:30Z to end; the rest of the rollout waits for it",
      fix: expect.stringContaining("terminationGracePeriodSeconds"),
      fatalAt: Infinity,
    });
  });

  test("explains a StatefulSet that is not ready", () => {
    const found = assess("StatefulSet", "it", {
      StatefulSet: [workload("StatefulSet", "it", { status: { replicas: 2, readyReplicas: 1 } })],
      Pod: [podOf("it-1", "StatefulSet-it", READY, { metadata: HELD })],
    });
    expect(found.diagnoses[0]?.reason).toBe("pod-terminating");
  });
});

describe("a new pod that finds no room next to older pods that are being deleted", () => {
  const message = "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.";
  const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }];
  const without = { nodeName: undefined };
  const pending = podOf("new", "rs-it-2", {}, { spec: without, status: { conditions } });
  const old = podOf("old", "rs-it-1", READY, {
    metadata: { deletionTimestamp: "2026-11-21T10:09:00Z" },
  });
  const history = new PodHistory(0);
  const at = (minute: number, Pod: readonly KubernetesObject[]) =>
    assess(
      "Deployment",
      "it",
      {
        Deployment: [workload("Deployment", "it")],
        ReplicaSet: [replicaSet("it-1", "it", "1"), replicaSet("it-2", "it", "2")],
        Pod,
      },
      { history, now: NOW + minute * 60_000 },
    );

  test("gets the time until they end, and some time after they are gone", () => {
    const waits = at(0, [pending, old]);
    expect(waits.diagnoses).toMatchObject([
      { reason: "unschedulable", fatalAt: NOW + 9 * 60_000 + 30_000 },
    ]);
    expect(waits.quietUntil).toBe(NOW + 9 * 60_000 + 30_000);
    expect(at(8, [pending]).diagnoses[0]?.fatalAt).toBe(NOW + 9 * 60_000);
    expect(at(9, [pending]).diagnoses[0]?.fatalAt).toBe(NOW + 9 * 60_000);
  });

  test("gets only the usual time if there are no older pods", () => {
    const alone = assess("Deployment", "it", {
      Deployment: [workload("Deployment", "it")],
      ReplicaSet: [replicaSet("it-2", "it", "2")],
      Pod: [pending],
    });
    expect(alone).toMatchObject({ diagnoses: [{ fatalAt: NOW + 300_000 }], quietUntil: 0 });
  });
});

test("a pod that does not end because the kubelet cannot remove it has the kubelet's words", () => {
  const said =
    'error killing pod: failed to "KillPodSandbox": plugin type="aws-cni" failed (delete)';
  const Event = [
    eventOf("Pod", "old", "FailedKillPod", { message: said, involvedObject: { uid: "pod-old" } }),
  ];
  const old = podOf("old", "rs-app-1", READY, {
    metadata: { deletionTimestamp: "2026-11-21T09:50:00Z" },
  });
  const status = assess("Deployment", "app", {
    Deployment: [workload("Deployment", "app", { spec: { strategy: { type: "Recreate" } } })],
    ReplicaSet: [replicaSet("app-1", "app", "1"), replicaSet("app-2", "app", "2")],
    Pod: [old],
    Event,
  });
  expect(status.diagnoses[0]).toMatchObject({
    reason: "pod-terminating",
    message: expect.stringMatching(/does not end \(node node-1\): error killing pod: .*aws-cni/),
  });
});
