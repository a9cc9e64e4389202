import { describe, expect, test } from "@jest/globals";
import { CRASHING, READY, assess, podOf, replicaSet, workload } from "./worlds.ts";

const fatalTimes = (crashing: number, healthy: number) => {
  const pods = Array.from({ length: crashing + healthy }, (_, index) =>
    podOf(`it-${index}`, "rs-it-2", index < crashing ? CRASHING : READY, {
      status: { conditions: [{ type: "Ready", status: index < crashing ? "False" : "True" }] },
    }),
  );
  return assess("Deployment", "it", {
    Deployment: [workload("Deployment", "it", { spec: { replicas: pods.length } })],
    ReplicaSet: [replicaSet("it-2", "it", "2")],
    Pod: pods,
  }).diagnoses.map(({ fatalAt }) => fatalAt);
};

test.each([
  [1, 0, 0],
  [1, 1, 0],
  [2, 1, 0],
  [1, 2, Infinity],
  [1, 19, Infinity],
])("%d crashing pods next to %d healthy pods are fatal at %d", (crashing, healthy, fatalAt) => {
  expect(new Set(fatalTimes(crashing, healthy))).toStrictEqual(new Set([fatalAt]));
});

test("crashes of a Job are never fatal, because the Job counts them", () => {
  const job = workload("Job", "it", { status: { startTime: "2026-11-21T09:00:00Z", active: 1 } });
  const status = assess("Job", "it", { Job: [job], Pod: [podOf("it-x", "Job-it", CRASHING)] });
  expect(status.diagnoses).toMatchObject([{ reason: "crash-loop", fatalAt: Infinity }]);
});

describe("a StatefulSet, which replaces its pods one by one", () => {
  /** @param pods revision of each pod, and whether the pod crashes */
  const fatalTimesOf = (...pods: [revision: string, isCrashing: boolean][]) => {
    const set = workload("StatefulSet", "it", {
      spec: { replicas: pods.length, updateStrategy: { type: "RollingUpdate" } },
      status: { replicas: pods.length, readyReplicas: 1, updateRevision: "new" },
    });
    const Pod = pods.map(([revision, isCrashing], ordinal) =>
      podOf(`it-${ordinal}`, "StatefulSet-it", isCrashing ? CRASHING : READY, {
        metadata: { labels: { "controller-revision-hash": revision } },
        status: { conditions: [{ type: "Ready", status: isCrashing ? "False" : "True" }] },
      }),
    );
    return assess("StatefulSet", "it", { StatefulSet: [set], Pod }).diagnoses.map(
      ({ fatalAt }) => fatalAt,
    );
  };

  test("fails if the only pod of the new revision keeps crashing", () => {
    expect(fatalTimesOf(["old", false], ["old", false], ["new", true])).toStrictEqual([0]);
  });

  test("tolerates one crashing pod of three, new or old, because its node may be bad", () => {
    expect(fatalTimesOf(["new", true], ["new", false], ["new", false])).toStrictEqual([Infinity]);
    expect(fatalTimesOf(["old", true], ["old", false], ["new", false])).toStrictEqual([Infinity]);
  });
});
