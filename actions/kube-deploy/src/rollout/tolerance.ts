import type { Pod, WorkloadKind } from "../api/objects.ts";
import { NEVER } from "../diagnosis/diagnosis.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { PodView } from "../diagnosis/views.ts";

/**
 * Crashes of fewer than this share of the pods do not end a rollout early: a single pod may have a bad node. krane
 * waits for all pods of a Deployment, kubedog adds the crashes of all pods up.
 */
const SHARE = 0.5;

/**
 * Takes the urgency from crashes that may still pass: those of few pods, and those in a Job, which counts its own
 * retries (backoffLimit) and says so when they are used up.
 * @param isNew whether a pod is of the new version: a StatefulSet waits for each of them, beside its old ones
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
