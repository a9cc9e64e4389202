import type { StatefulSet } from "../api/objects.ts";
import { judgeFirst, unseen } from "./every-kind.ts";
import { progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** Has the newest version of a StatefulSet reached all pods it is meant for? (K-E 25, 76) */
export function judgeStatefulSet(set: StatefulSet): Verdict {
  const { spec, status } = set;
  const desired = spec.replicas ?? 1;
  const counts: Counts = { desired, ready: status?.readyReplicas ?? 0 };
  const first = judgeFirst(set, counts);
  if (first !== undefined) return first;
  if (status?.observedGeneration === undefined) return unseen(counts);
  const { replicas = 0, readyReplicas = 0, updatedReplicas = 0, availableReplicas } = status;
  if (replicas < desired) return progressing(counts, `${replicas} of ${desired} pods exist`);
  if (readyReplicas < desired)
    return progressing(counts, `${readyReplicas} of ${desired} pods ready`);
  if (replicas > desired)
    return progressing(counts, `${replicas - desired} pods too many are still there`);
  if (availableReplicas !== undefined && availableReplicas < desired)
    return progressing(
      counts,
      `${availableReplicas} of ${desired} pods available (minReadySeconds)`,
    );
  if (spec.updateStrategy?.type === "OnDelete") return judgeOnDelete(set, counts);
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  const updated = Math.max(0, desired - partition);
  // With one revision the controller leaves updatedReplicas at the number of pods, older ones at zero.
  const same = status.currentRevision === status.updateRevision;
  if (!same && updatedReplicas < updated)
    return progressing(counts, `${updatedReplicas} of ${updated} pods are of the new version`);
  // The API server writes partition 0 itself, so only a partition above zero may leave two revisions.
  if (!same && partition === 0)
    return progressing(counts, "the new revision is not the current one yet");
  return ready(counts);
}

function judgeOnDelete({ status }: StatefulSet, counts: Counts): Verdict {
  const { updatedReplicas = 0, currentRevision, updateRevision } = status ?? {};
  if (currentRevision === updateRevision || updatedReplicas >= counts.desired) return ready(counts);
  return suspended(
    counts,
    `${updatedReplicas} of ${counts.desired} pods are of the new version; OnDelete leaves the others until they are deleted`,
  );
}
