import { conditionOf } from "../api/objects.ts";
import type { Condition, Deployment } from "../api/objects.ts";
import { notReported } from "./every-kind.ts";
import { SCALED_TO_ZERO, countPods, failed, progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** The largest 32-bit number means "no deadline"; the controller then writes no condition Progressing. */
const NO_DEADLINE = 2_147_483_647;

/** What is known about a Deployment's rollout in addition to the object. */
export interface DeploymentRollout {
  /** Name of the ReplicaSet of its newest template; undefined = there is none yet. */
  replicaSet?: string | undefined;
  /** When this deployment began, by the API server's clock in milliseconds since the epoch. 0 = it changes nothing. */
  since?: number;
}

/** Evaluates whether the newest version of a Deployment has replaced all others and is available. */
export function evaluateDeployment(
  deployment: Deployment,
  counts: Counts,
  rollout: DeploymentRollout,
): Verdict {
  const { spec, status } = deployment;
  if (status?.observedGeneration === undefined) return notReported(counts);
  const missing = missingPods(deployment, counts.desired);
  if (spec.paused === true) return evaluatePaused(deployment, counts, missing);
  const progress = conditionOf(status.conditions, "Progressing");
  if (isLate(progress, rollout) && missing !== undefined)
    return failed(
      counts,
      "progress-deadline-exceeded",
      `${missing}, and no progress for ${spec.progressDeadlineSeconds ?? 600} s`,
    );
  if (missing !== undefined) return progressing(counts, missing);
  const hasDeadline = (spec.progressDeadlineSeconds ?? NO_DEADLINE) < NO_DEADLINE;
  const concluded = progress?.status === "True" && progress.reason === "NewReplicaSetAvailable";
  if (hasDeadline && !concluded)
    return progressing(counts, "the new ReplicaSet is not available yet");
  const available = conditionOf(status.conditions, "Available");
  if (available?.status !== "True")
    return progressing(counts, available?.message ?? "it is not available yet");
  return counts.desired === 0 ? ready(counts, SCALED_TO_ZERO) : ready(counts);
}

/**
 * Returns whether the newest ReplicaSet exceeded its deadline. After a change, the condition of the earlier rollout
 * stays until a pod progresses, even if the template is the same and the change is a Secret that was missing, or fewer
 * replicas. If no pod is missing, the controller is about to replace the condition.
 * https://github.com/kubernetes/kubernetes/issues/49637
 */
function isLate(
  progress: Condition | undefined,
  { replicaSet, since = 0 }: DeploymentRollout,
): boolean {
  if (progress?.reason !== "ProgressDeadlineExceeded") return false;
  if (Date.parse(progress.lastUpdateTime ?? "") < since) return false;
  const named = /^ReplicaSet "([^"]+)"/.exec(progress.message ?? "")?.[1];
  return named === undefined || named === replicaSet;
}

/** Says what is still missing according to the counters; undefined if nothing is. */
function missingPods({ status = {} }: Deployment, desired: number): string | undefined {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, readyReplicas = 0 } = status;
  if (updatedReplicas < desired)
    return `${updatedReplicas} of ${desired} pods are of the new version`;
  if (replicas < desired) return `${replicas} of ${desired} pods exist`;
  if (replicas > updatedReplicas)
    return `waiting for ${countPods(replicas - updatedReplicas)} of an older version to end`;
  if (replicas > desired) return `waiting for ${countPods(replicas - desired)} too many to end`;
  if (readyReplicas < desired) return `${readyReplicas} of ${desired} pods ready`;
  if (availableReplicas < updatedReplicas)
    return `${availableReplicas} of ${updatedReplicas} pods available (minReadySeconds)`;
  return undefined;
}

/**
 * Evaluates a paused Deployment. It does not roll out, so waiting for a change would never end. But it keeps and scales
 * its existing pods: if all of them have the newest template, missing pods still appear.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pausing-and-resuming-a-deployment
 */
function evaluatePaused(
  { status = {} }: Deployment,
  counts: Counts,
  missing: string | undefined,
): Verdict {
  if (missing === undefined) return suspended(counts, "it is paused and runs the wanted version");
  const { replicas = 0, updatedReplicas = 0 } = status;
  return updatedReplicas > 0 && updatedReplicas === replicas
    ? progressing(counts, missing)
    : failed(counts, "rollout-paused", `it is paused (spec.paused) and ${missing}`);
}
