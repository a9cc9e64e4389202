import type { DaemonSet } from "../api/objects.ts";
import { notReported } from "./every-kind.ts";
import { progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** Counts the pods of a DaemonSet: one on each node that it selects. */
export const countNodes = ({ status }: DaemonSet): Counts => ({
  desired: status?.desiredNumberScheduled ?? 0,
  ready: status?.numberReady ?? 0,
});

/** Evaluates whether the newest version of a DaemonSet runs on every node that it selects. */
export function evaluateDaemonSet({ spec, status }: DaemonSet, counts: Counts): Verdict {
  const { desired } = counts;
  if (status?.observedGeneration === undefined) return notReported(counts);
  const current = status.currentNumberScheduled ?? 0;
  const updated = status.updatedNumberScheduled ?? 0;
  const available = status.numberAvailable ?? 0;
  const onDelete = spec.updateStrategy?.type === "OnDelete";
  if (current < desired) return progressing(counts, `${current} of ${desired} nodes have a pod`);
  if (updated < desired && !onDelete)
    return progressing(counts, `${updated} of ${desired} pods are of the new version`);
  if (available < desired) {
    const waits = counts.ready >= desired ? " (minReadySeconds)" : "";
    return progressing(counts, `${available} of ${desired} pods available${waits}`);
  }
  if (counts.ready < desired)
    return progressing(counts, `${counts.ready} of ${desired} pods ready`);
  if (updated < desired)
    return suspended(
      counts,
      `${updated} of ${desired} pods are of the new version; update strategy OnDelete keeps the others until they are deleted`,
    );
  return desired === 0 ? ready(counts, "it selects no node, so it needs no pod") : ready(counts);
}
