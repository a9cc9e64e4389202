import type { DaemonSet } from "../api/objects.ts";
import { evaluateReported } from "./every-kind.ts";
import { progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** Evaluates whether the newest version of a DaemonSet runs on every node that it selects. */
export function evaluateDaemonSet(set: DaemonSet): Verdict {
  const { spec, status = {} } = set;
  const desired = status.desiredNumberScheduled ?? 0;
  const counts: Counts = { desired, ready: status.numberReady ?? 0 };
  const general = evaluateReported(set, counts);
  if (general !== undefined) return general;
  const current = status.currentNumberScheduled ?? 0;
  const updated = status.updatedNumberScheduled ?? 0;
  const available = status.numberAvailable ?? 0;
  const onDelete = spec.updateStrategy?.type === "OnDelete";
  if (current < desired) return progressing(counts, `${current} of ${desired} nodes have a pod`);
  if (updated < desired && !onDelete)
    return progressing(counts, `${updated} of ${desired} pods are of the new version`);
  if (available < desired) return progressing(counts, `${available} of ${desired} pods available`);
  if (counts.ready < desired)
    return progressing(counts, `${counts.ready} of ${desired} pods ready`);
  if (updated < desired)
    return suspended(
      counts,
      `${updated} of ${desired} pods are of the new version; update strategy OnDelete keeps the others until they are deleted`,
    );
  return desired === 0 ? ready(counts, "it selects no node, so it needs no pod") : ready(counts);
}
