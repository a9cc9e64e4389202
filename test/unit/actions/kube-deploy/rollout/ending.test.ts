import { describe, expect, test } from "@jest/globals";
import { diagnoseEnding } from "../../../../../actions/kube-deploy/src/rollout/ending.ts";
import type {
  WorkloadKind,
  WorkloadObject,
} from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { NOW, READY, assess, podOf, replicaSet, viewOf, workload } from "./worlds.ts";

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
  test("is named with what holds it", () => {
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

  test("holds a Deployment up with the strategy Recreate only", () => {
    expect(ending("Deployment", "rs-it-1", LATE)).toBeUndefined();
    const spec = { strategy: { type: "Recreate" } };
    expect(ending("Deployment", "rs-it-1", LATE, spec)?.reason).toBe("pod-terminating");
  });

  test.each([
    ["that still has time", { deletionTimestamp: "2026-11-21T09:59:40Z" }],
    ["that nobody deletes", {}],
  ])("is none %s", (_, metadata) => {
    expect(ending("StatefulSet", "StatefulSet-it", metadata)).toBeUndefined();
  });

  test("explains a StatefulSet that is not ready", () => {
    const found = assess("StatefulSet", "it", {
      StatefulSet: [workload("StatefulSet", "it", { status: { replicas: 2, readyReplicas: 1 } })],
      Pod: [podOf("it-1", "StatefulSet-it", READY, { metadata: HELD })],
    });
    expect(found.diagnoses[0]?.reason).toBe("pod-terminating");
  });
});
