import type { StatefulSet } from "../api/objects.ts";
import { notReported } from "./every-kind.ts";
import { SCALED_TO_ZERO, countPods, progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** Evaluates whether the newest version of a StatefulSet runs in all pods that its update strategy selects. */
export function evaluateStatefulSet(set: StatefulSet, counts: Counts): Verdict {
  const { spec, status } = set;
  const { desired } = counts;
  if (status?.observedGeneration === undefined) return notReported(counts);
  const missing = missingPods(set, desired);
  if (missing !== undefined) return progressing(counts, missing);
  const { updatedReplicas = 0, currentRevision, updateRevision } = status;
  const partition = partitionOf(set);
  if (updatedReplicas < desired - partition) {
    const message = `${updatedReplicas} of ${desired - partition} pods are of the new version`;
    return spec.updateStrategy?.type === "OnDelete"
      ? suspended(
          counts,
          `${message}; update strategy OnDelete keeps the others until they are deleted`,
        )
      : progressing(counts, message);
  }
  // The controller makes the new revision the current one only after a rolling update of all pods.
  const isRolling = spec.updateStrategy?.type !== "OnDelete" && partition === 0;
  if (isRolling && currentRevision !== updateRevision)
    return progressing(counts, "all pods are updated; its controller has not completed the update");
  if (desired === 0) return ready(counts, SCALED_TO_ZERO);
  const older = desired - updatedReplicas;
  return isRolling || older <= 0 || currentRevision === updateRevision
    ? ready(counts)
    : ready(
        counts,
        `${counts.ready} of ${desired} pods ready; ${countPods(older)} ${older === 1 ? "keeps" : "keep"} the older version (partition ${partition})`,
      );
}

/**
 * Returns the number of pods, from ordinal 0 on, that keep the current revision. Without an update, all pods have the
 * same revision, including those above the partition; a pod of a withdrawn update is replaced.
 */
function partitionOf({ spec, status = {} }: StatefulSet): number {
  const { currentRevision, updateRevision } = status;
  // The API server writes partition 0 itself, so a given partition may not have been requested.
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  return currentRevision === updateRevision ? 0 : Math.min(partition, spec.replicas ?? 1);
}

/** Says what is still missing according to the counters, for any revision; undefined if nothing is. */
function missingPods({ status = {} }: StatefulSet, desired: number): string | undefined {
  const { replicas = 0, readyReplicas = 0, availableReplicas } = status;
  if (replicas < desired) return `${replicas} of ${desired} pods exist`;
  if (readyReplicas < desired) return `${readyReplicas} of ${desired} pods ready`;
  if (replicas > desired) return `waiting for ${countPods(replicas - desired)} too many to end`;
  if (availableReplicas !== undefined && availableReplicas < desired)
    return `${availableReplicas} of ${desired} pods available (minReadySeconds)`;
  return undefined;
}
