import { isReady, type Cluster } from "../objects/cluster.ts";
import { timestamp } from "../objects/names.ts";
import type { Job, Pod } from "../objects/types.ts";
import { keysWithPods, type Controller } from "./loop.ts";
import { RETRY_SECONDS, createPod, deletePod, isActive, podsOf, withoutZeros } from "./pods.ts";

const COMPONENT = "job-controller";

/** How a Job ended. */
interface Outcome {
  type: "Complete" | "Failed";
  reason: string;
  message: string;
}

export const jobs: Controller = {
  name: "jobs",
  keys: keysWithPods("jobs", "Job"),
  reconcile(cluster, namespace, name) {
    const job = cluster.store.get("jobs", namespace, name);
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) return undefined;
    const pods = podsOf(cluster, job);
    if (isOver(job)) return removeExpired(cluster, job);
    const outcome = findOutcome(cluster, job, pods);
    const again = outcome === undefined ? startPods(cluster, job, pods) : undefined;
    if (outcome !== undefined) endJob(cluster, job, pods, outcome);
    writeStatus(cluster, job, outcome);
    return again;
  },
};

function isOver({ status }: Job): boolean {
  return (status.conditions ?? []).some(
    (one) => (one.type === "Complete" || one.type === "Failed") && one.status === "True",
  );
}

function removeExpired(cluster: Cluster, { spec, status, metadata }: Job): number | undefined {
  if (spec.ttlSecondsAfterFinished === undefined) return undefined;
  const ended = Date.parse(status.conditions?.at(-1)?.lastTransitionTime ?? "");
  const left = ended + spec.ttlSecondsAfterFinished * cluster.delays.secondMs - Date.now();
  if (left > 0) return left;
  cluster.remove("jobs", metadata.namespace, metadata.name);
  return undefined;
}

const countOf = (pods: Pod[], phase: "Succeeded" | "Failed"): number =>
  pods.filter(({ status }) => status.phase === phase).length;

/** Counts failures: failed pods and, with restartPolicy OnFailure, restarts. */
function countFailures({ spec }: Job, pods: Pod[]): number {
  const failed = countOf(pods, "Failed");
  if (spec.template.spec.restartPolicy !== "OnFailure") return failed;
  const statuses = pods.flatMap(({ status }) => status.containerStatuses ?? []);
  return statuses.reduce((sum, { restartCount }) => sum + restartCount, failed);
}

function findOutcome(cluster: Cluster, job: Job, pods: Pod[]): Outcome | undefined {
  const { completions = 1, backoffLimit, activeDeadlineSeconds = Infinity } = job.spec;
  if (countOf(pods, "Succeeded") >= completions) {
    const message = "Reached expected number of succeeded pods";
    return { type: "Complete", reason: "CompletionsReached", message };
  }
  if (countFailures(job, pods) > backoffLimit) {
    const message = "Job has reached the specified backoff limit";
    return { type: "Failed", reason: "BackoffLimitExceeded", message };
  }
  const age = Date.now() - Date.parse(job.status.startTime ?? timestamp());
  if (age <= activeDeadlineSeconds * cluster.delays.secondMs) return undefined;
  const message = "Job was active longer than specified deadline";
  return { type: "Failed", reason: "DeadlineExceeded", message };
}

/** Starts the missing pods. @returns milliseconds until the Job must be reconciled again, if it must */
function startPods(cluster: Cluster, job: Job, pods: Pod[]): number | undefined {
  const { completions = 1, parallelism, activeDeadlineSeconds, template, suspend } = job.spec;
  if (suspend === true) return undefined;
  const { secondMs } = cluster.delays;
  const left = completions - countOf(pods, "Succeeded");
  const missing = Math.min(parallelism, left) - pods.filter(isActive).length;
  const wait = missing > 0 ? backOffMs(cluster, pods) : 0;
  if (wait > 0) return wait;
  for (let count = 0; count < missing; count += 1)
    if (createPod(cluster, job, template, COMPONENT) !== undefined) return RETRY_SECONDS * secondMs;
  // Start times only have whole seconds.
  return activeDeadlineSeconds === undefined ? undefined : activeDeadlineSeconds * secondMs + 1000;
}

/** Returns the back-off: after a failure, the next pod waits 10, 20, 40 ... cluster seconds, at most six minutes. */
function backOffMs(cluster: Cluster, pods: Pod[]): number {
  const failed = countOf(pods, "Failed");
  if (failed === 0) return 0;
  const ends = pods
    .flatMap(({ status }) => status.containerStatuses ?? [])
    .map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? "") || 0);
  const pause = Math.min(360, 10 * 2 ** (failed - 1)) * cluster.delays.secondMs;
  return Math.max(0, Math.max(...ends) + pause - Date.now());
}

function endJob(cluster: Cluster, job: Job, pods: Pod[], { type, reason, message }: Outcome): void {
  for (const pod of pods.filter(isActive)) deletePod(cluster, job, pod, COMPONENT);
  const event =
    type === "Complete"
      ? { reason: "Completed", message: "Job completed" }
      : { reason, message, warning: true };
  cluster.record(job, { ...event, component: COMPONENT });
}

function writeStatus(cluster: Cluster, job: Job, outcome: Outcome | undefined): void {
  const pods = podsOf(cluster, job);
  const active = pods.filter(isActive);
  const now = timestamp();
  const succeeded = countOf(pods, "Succeeded");
  const counts = { active: outcome === undefined ? active.length : 0, succeeded };
  const status: Job["status"] = {
    startTime: job.status.startTime ?? now,
    ...(outcome === undefined ? {} : { conditions: conditionsOf(outcome, now) }),
    ...(outcome?.type === "Complete" ? { completionTime: now } : {}),
    ...withoutZeros({ ...counts, failed: countOf(pods, "Failed") }),
    terminating: pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length,
    uncountedTerminatedPods: {},
    ready: active.filter(isReady).length,
  };
  cluster.update("jobs", job, (draft) => (draft.status = status), "status");
}

function conditionsOf({ type, reason, message }: Outcome, now: string) {
  const why = { lastProbeTime: now, lastTransitionTime: now, reason, message };
  const first = type === "Complete" ? "SuccessCriteriaMet" : "FailureTarget";
  return [first, type].map((name) => ({ type: name, status: "True", ...why }));
}
