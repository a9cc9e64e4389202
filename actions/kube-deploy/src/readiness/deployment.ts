import { conditionOf } from "../api/objects.ts";
import type { Deployment } from "../api/objects.ts";
import { judgeFirst, unseen } from "./every-kind.ts";
import { failed, progressing, ready, suspended } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** kstatus leaves the deadline out when it is "never". */
const NEVER = 2_147_483_647;

/** Has the newest version of a Deployment replaced all others, and is it available? (K-E 14-23, R5) */
export function judgeDeployment(deployment: Deployment): Verdict {
  const { spec, status } = deployment;
  // The API server writes 1 where nothing is given.
  const desired = spec.replicas ?? 1;
  const counts: Counts = { desired, ready: status?.readyReplicas ?? 0 };
  const first = judgeFirst(deployment, counts);
  if (first !== undefined) return first;
  if (status?.observedGeneration === undefined) return unseen(counts);
  const waiting = countersOf(deployment, desired);
  if (spec.paused === true) return judgePaused(counts, waiting);
  const progress = conditionOf(status.conditions, "Progressing");
  // With full counters the condition is left over from before (K-E 22): the controller will replace it.
  if (progress?.reason === "ProgressDeadlineExceeded" && waiting !== undefined)
    return failed(
      counts,
      "progress-deadline-exceeded",
      `${waiting}, and no progress for ${spec.progressDeadlineSeconds ?? 600} s`,
    );
  if (waiting !== undefined) return progressing(counts, waiting);
  const watched = (spec.progressDeadlineSeconds ?? NEVER) < NEVER;
  if (watched && !(progress?.status === "True" && progress.reason === "NewReplicaSetAvailable"))
    return progressing(counts, "the new ReplicaSet is not available yet");
  const available = conditionOf(status.conditions, "Available");
  if (available?.status !== "True")
    return progressing(counts, available?.message ?? "it is not available yet");
  return ready(counts);
}

/** What is still missing by the counters; undefined = nothing. */
function countersOf({ status = {} }: Deployment, desired: number): string | undefined {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, readyReplicas = 0 } = status;
  if (updatedReplicas < desired)
    return `${updatedReplicas} of ${desired} pods are of the new version`;
  if (replicas > updatedReplicas)
    return `${replicas - updatedReplicas} pods of an older version are still there`;
  if (replicas > desired) return `${replicas - desired} pods too many are still there`;
  if (readyReplicas < desired) return `${readyReplicas} of ${desired} pods ready`;
  if (availableReplicas < updatedReplicas)
    return `${availableReplicas} of ${updatedReplicas} pods available (minReadySeconds)`;
  return undefined;
}

/** A paused one never rolls out: fine when nothing was to change, else waiting would be for ever. */
const judgePaused = (counts: Counts, waiting: string | undefined): Verdict =>
  waiting === undefined
    ? suspended(counts, "it is paused, but runs the wanted version")
    : failed(counts, "rollout-paused", `it is paused (spec.paused) and ${waiting}`);
