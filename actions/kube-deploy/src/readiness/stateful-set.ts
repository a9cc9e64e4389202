import type { StatefulSet } from "../api/objects.ts";
import { evaluateEveryKind, notReported } from "./every-kind.ts";
import { progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** Evaluates whether the newest version of a StatefulSet runs in all pods that its update strategy selects. */
export function evaluateStatefulSet(set: StatefulSet): Verdict {
  const { spec, status } = set;
  // The API server's default is 1.
  const desired = spec.replicas ?? 1;
  const counts: Counts = { desired, ready: status?.readyReplicas ?? 0 };
  const general = evaluateEveryKind(set, counts);
  if (general !== undefined) return general;
  if (status?.observedGeneration === undefined) return notReported(counts);
  const missing = missingPods(set, desired);
  if (missing !== undefined) return progressing(counts, missing);
  if (spec.updateStrategy?.type === "OnDelete") return evaluateOnDelete(set, counts);
  const { updatedReplicas = 0, currentRevision, updateRevision } = status;
  // Only with two revisions updatedReplicas says something: with one, some controllers leave it at zero.
  if (currentRevision === updateRevision) return ready(counts);
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  // A partition keeps the pods with a lower ordinal at the current revision.
  const selected = Math.max(0, desired - partition);
  if (updatedReplicas < selected)
    return progressing(counts, `${updatedReplicas} of ${selected} pods are of the new version`);
  // The API server writes partition 0 itself, so that a partition is given does not mean that it is wanted.
  if (partition === 0)
    return progressing(counts, "all pods are updated; the controller has not completed the update");
  return ready(counts);
}

/** What is still missing by the counters, of whatever revision; undefined: nothing. */
function missingPods({ status = {} }: StatefulSet, desired: number): string | undefined {
  const { replicas = 0, readyReplicas = 0, availableReplicas } = status;
  if (replicas < desired) return `${replicas} of ${desired} pods exist`;
  if (readyReplicas < desired) return `${readyReplicas} of ${desired} pods ready`;
  if (replicas > desired) return `${replicas - desired} surplus pods still exist`;
  if (availableReplicas !== undefined && availableReplicas < desired)
    return `${availableReplicas} of ${desired} pods available (minReadySeconds)`;
  return undefined;
}

function evaluateOnDelete({ status = {} }: StatefulSet, counts: Counts): Verdict {
  const { updatedReplicas = 0, currentRevision, updateRevision } = status;
  if (currentRevision === updateRevision || updatedReplicas >= counts.desired) return ready(counts);
  return suspended(
    counts,
    `${updatedReplicas} of ${counts.desired} pods are of the new version; update strategy OnDelete keeps the others until they are deleted`,
  );
}
