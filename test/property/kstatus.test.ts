// Compares our verdicts with those of kstatus: they are equal, or differ in a named way. The rules of kstatus are
// copied from
// https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/status/core.go
import { expect, test } from "@jest/globals";
import type { WorkloadKind } from "../../actions/kube-deploy/src/api/objects.ts";
import { evaluateWorkload } from "../../actions/kube-deploy/src/readiness/evaluate.ts";
import fc, { slowRuns } from "../support/fast-check.ts";

type Kstatus = "Current" | "InProgress" | "Failed" | "Terminating";

interface Condition {
  type: string;
  status: string;
  reason?: string;
}
interface Sample {
  kind: WorkloadKind;
  metadata: { generation: number; deletionTimestamp?: string };
  spec: {
    replicas: number;
    paused?: boolean;
    suspend?: boolean;
    progressDeadlineSeconds?: number;
    updateStrategy?: { type: string; rollingUpdate?: { partition: number } };
  };
  status: Record<string, unknown> & { conditions: Condition[] };
}

const of = ({ status }: Sample, name: string, missing = 0): number =>
  (status[name] as number | undefined) ?? missing;
const isTrue = ({ status }: Sample, type: string): boolean =>
  status.conditions.some((one) => one.type === type && one.status === "True");

function kstatusOf(sample: Sample): Kstatus {
  const { kind, metadata, status } = sample;
  if (metadata.deletionTimestamp !== undefined) return "Terminating";
  const observed = status["observedGeneration"];
  if (observed !== undefined && observed !== metadata.generation) return "InProgress";
  if (isTrue(sample, "Reconciling")) return "InProgress";
  if (isTrue(sample, "Stalled")) return "Failed";
  return OF_KIND[kind](sample);
}

const current = (isReady: boolean): Kstatus => (isReady ? "Current" : "InProgress");

const OF_KIND: Record<WorkloadKind, (sample: Sample) => Kstatus> = {
  Deployment(sample) {
    const { spec, status } = sample;
    const progressing = status.conditions.find(({ type }) => type === "Progressing");
    if (progressing?.reason === "ProgressDeadlineExceeded") return "Failed";
    const deadline = spec.progressDeadlineSeconds ?? 2 ** 31 - 1;
    const isConcluded =
      deadline === 2 ** 31 - 1 ||
      (progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable");
    const replicas = of(sample, "replicas");
    const updated = of(sample, "updatedReplicas");
    return current(
      spec.replicas <= replicas &&
        spec.replicas <= updated &&
        replicas <= spec.replicas &&
        updated <= of(sample, "availableReplicas") &&
        spec.replicas <= of(sample, "readyReplicas") &&
        isConcluded &&
        isTrue(sample, "Available"),
    );
  },
  StatefulSet(sample) {
    const { spec, status } = sample;
    if (spec.updateStrategy?.type === "OnDelete") return "Current";
    const replicas = of(sample, "replicas");
    if (spec.replicas !== replicas || spec.replicas > of(sample, "readyReplicas"))
      return "InProgress";
    const partition = spec.updateStrategy?.rollingUpdate?.partition;
    if (partition !== undefined)
      return current(of(sample, "updatedReplicas") >= spec.replicas - partition);
    return current(
      spec.replicas <= of(sample, "currentReplicas") &&
        status["currentRevision"] === status["updateRevision"],
    );
  },
  DaemonSet(sample) {
    if (sample.status["observedGeneration"] === undefined) return "InProgress";
    const desired = of(sample, "desiredNumberScheduled", -1);
    const counters = ["currentNumberScheduled", "updatedNumberScheduled", "numberAvailable"];
    const least = Math.min(...[...counters, "numberReady"].map((name) => of(sample, name)));
    return current(desired >= 0 && desired <= least);
  },
  Job(sample) {
    if (isTrue(sample, "Complete")) return "Current";
    if (isTrue(sample, "Failed")) return "Failed";
    if (sample.spec.suspend === true && isTrue(sample, "Suspended")) return "Current";
    return current(sample.status["startTime"] !== undefined);
  },
};

/** Differences between our verdicts and those of kstatus. The README of kube-deploy lists them with reasons. */
const DIFFERENCES: Record<string, (sample: Sample, theirs: Kstatus, ours: string) => boolean> = {
  "a deletion is not a state of its own": (_, theirs, ours) =>
    theirs === "Terminating" && ours === "progressing",
  "Stalled comes before Reconciling": (sample, theirs, ours) =>
    isTrue(sample, "Stalled") &&
    isTrue(sample, "Reconciling") &&
    theirs === "InProgress" &&
    ours === "failed",
  "a controller that has reported nothing has made nothing ready": (sample, _, ours) =>
    sample.kind !== "Job" &&
    sample.status["observedGeneration"] === undefined &&
    ours === "progressing",
  "a Job is ready when it is complete": ({ kind }, theirs, ours) =>
    kind === "Job" && theirs === "Current" && ours === "progressing",
  "a Job that is about to fail has failed": (sample, _, ours) =>
    sample.kind === "Job" && isTrue(sample, "FailureTarget") && ours === "failed",
  "a Job is suspended as soon as that is wanted": ({ kind, spec }, _, ours) =>
    kind === "Job" && spec.suspend === true && ours === "suspended",
  "a paused Deployment does not roll out": ({ spec }, _, ours) =>
    spec.paused === true && (ours === "failed" || ours === "suspended"),
  "an exceeded deadline counts only while pods are missing": (sample, theirs, ours) =>
    sample.kind === "Deployment" &&
    theirs === "Failed" &&
    ours !== "failed" &&
    JSON.stringify(sample.status).includes("ProgressDeadlineExceeded"),
  "a StatefulSet has to be available": (sample, _, ours) =>
    sample.kind === "StatefulSet" &&
    ours === "progressing" &&
    of(sample, "availableReplicas", Infinity) < sample.spec.replicas,
  "pods of a withdrawn update, or below the partition, are checked": (sample, theirs, ours) =>
    sample.kind === "StatefulSet" &&
    theirs === "Current" &&
    ours === "progressing" &&
    of(sample, "updatedReplicas") < sample.spec.replicas,
  "an update has to be completed, also with partition 0, which the API server writes": (
    { kind, status },
    theirs,
    ours,
  ) =>
    kind === "StatefulSet" &&
    theirs === "Current" &&
    ours === "progressing" &&
    status["currentRevision"] !== status["updateRevision"],
  "OnDelete is judged by its pods": ({ spec }, _, ours) =>
    spec.updateStrategy?.type === "OnDelete" && ["progressing", "suspended"].includes(ours),
  "currentReplicas is not asked for: the revision says it": (sample, theirs, ours) =>
    sample.kind === "StatefulSet" &&
    theirs === "InProgress" &&
    ours === "ready" &&
    of(sample, "currentReplicas") < sample.spec.replicas,
  "a DaemonSet that no node matches is ready": (sample, _, ours) =>
    sample.kind === "DaemonSet" && of(sample, "desiredNumberScheduled") === 0 && ours === "ready",
};

const OURS: Record<Kstatus, readonly string[]> = {
  Current: ["ready", "suspended"],
  InProgress: ["progressing"],
  Failed: ["failed"],
  Terminating: [],
};

const count = fc.option(fc.nat(3), { nil: undefined });
const truth = fc.constantFrom("True", "False", "Unknown");
const condition = fc.oneof(
  fc.record({
    type: fc.constantFrom(
      "Available",
      "Stalled",
      "Reconciling",
      "Complete",
      "Failed",
      "FailureTarget",
      "Suspended",
    ),
    status: truth,
  }),
  fc.record({
    type: fc.constant("Progressing"),
    status: truth,
    reason: fc.constantFrom(
      "NewReplicaSetAvailable",
      "ReplicaSetUpdated",
      "ProgressDeadlineExceeded",
    ),
  }),
);
const revision = fc.constantFrom("db-1", "db-2");
const sample: fc.Arbitrary<Sample> = fc.record({
  kind: fc.constantFrom<WorkloadKind>("Deployment", "StatefulSet", "DaemonSet", "Job"),
  metadata: fc.record(
    { generation: fc.constant(3), deletionTimestamp: fc.constant("2026-01-01T00:00:00Z") },
    { requiredKeys: ["generation"] },
  ),
  spec: fc.record(
    {
      replicas: fc.nat(3),
      paused: fc.boolean(),
      suspend: fc.boolean(),
      progressDeadlineSeconds: fc.constantFrom(600, 2 ** 31 - 1),
      updateStrategy: fc.oneof(
        fc.constant({ type: "OnDelete" }),
        fc.nat(2).map((partition) => ({ type: "RollingUpdate", rollingUpdate: { partition } })),
      ),
    },
    { requiredKeys: ["replicas"] },
  ),
  status: fc.record(
    {
      conditions: fc.uniqueArray(condition, { maxLength: 3, selector: ({ type }) => type }),
      observedGeneration: fc.constantFrom(3, 3, 3, 2),
      startTime: fc.constant("2026-01-01T00:00:00Z"),
      currentRevision: revision,
      updateRevision: revision,
      replicas: count,
      updatedReplicas: count,
      readyReplicas: count,
      availableReplicas: count,
      currentReplicas: count,
      desiredNumberScheduled: count,
      currentNumberScheduled: count,
      updatedNumberScheduled: count,
      numberAvailable: count,
      numberReady: count,
    },
    { requiredKeys: ["conditions"] },
  ),
});

function differenceOf(one: Sample): string | undefined {
  const { kind, metadata, spec, status } = one;
  const object = {
    metadata: { name: "a", namespace: "b", uid: "c", creationTimestamp: "", ...metadata },
    spec: { template: { spec: { containers: [] } }, ...spec },
    status,
  };
  const { state } = evaluateWorkload(kind, object);
  const theirs = kstatusOf(one);
  if (OURS[theirs].includes(state)) return undefined;
  const named = Object.entries(DIFFERENCES).find(([, explains]) => explains(one, theirs, state));
  return named?.[0] ?? `${kind}: kstatus ${theirs}, here ${state}: ${JSON.stringify(one)}`;
}

test("a verdict is the same as kstatus', or differs for one of the named reasons", () => {
  fc.assert(
    fc.property(sample, (one) => {
      const difference = differenceOf(one);
      if (difference !== undefined) expect(Object.keys(DIFFERENCES)).toContain(difference);
    }),
    { numRuns: slowRuns(1000, 5000) },
  );
});

test("each of the named reasons is needed", () => {
  const found = new Set(fc.sample(sample, { numRuns: 60_000, seed: 7 }).map(differenceOf));
  expect(Object.keys(DIFFERENCES).filter((name) => !found.has(name))).toStrictEqual([]);
});
