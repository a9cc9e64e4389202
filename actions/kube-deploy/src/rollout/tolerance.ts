import type { Pod, WorkloadKind } from "../api/objects.ts";
import { NEVER } from "../diagnosis/diagnosis.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { PodView } from "../diagnosis/views.ts";

/**
 * If fewer than this share of the pods crash, the rollout does not end early: a single pod may be on a bad node. For
 * comparison, krane waits until all pods of a Deployment crash, and kubedog adds up the crashes of all pods.
 */
const SHARE = 0.5;

/**
 * Removes the urgency from crashes that may still pass: crashes of few pods, and crashes in a Job, which counts its own
 * retries (backoffLimit) and reports when they are used up.
 * @param isNew returns whether a pod has the new version: a StatefulSet waits for each of its new pods, next to its old
 *   ones
 */
export function tolerateFew(
  diagnoses: readonly Diagnosis[],
  pods: readonly PodView[],
  kind: WorkloadKind,
  isNew: (pod: Pod) => boolean,
): Diagnosis[] {
  const crashing = new Set(
    diagnoses
      .filter(({ crash, fatalAt }) => crash === true && fatalAt < NEVER)
      .map(({ pod }) => pod),
  );
  const live = pods
    .map(({ pod }) => pod)
    .filter(
      ({ metadata, status }) =>
        metadata.deletionTimestamp === undefined && status?.phase !== "Failed",
    );
  const areMany = (some: readonly Pod[]): boolean =>
    some.filter(({ metadata }) => crashing.has(metadata.name)).length >= some.length * SHARE;
  const newPods = live.filter(isNew);
  if (kind !== "Job" && (areMany(live) || (newPods.length > 0 && areMany(newPods))))
    return [...diagnoses];
  return diagnoses.map((each) => (each.crash === true ? { ...each, fatalAt: NEVER } : each));
}
