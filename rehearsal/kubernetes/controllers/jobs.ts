import { StatusError } from "../objects/refusals.ts";
import { isReady, type Cluster } from "../objects/cluster.ts";
import { timestamp } from "../objects/names.ts";
import type { Condition, Job, Pod } from "../objects/types.ts";
import { keyOf } from "../objects/kinds.ts";
import { ownedBy, ownerKeys, type Controller } from "./loop.ts";
import { isActive, podFrom, podsOf, withoutZeros } from "./pods.ts";

const COMPONENT = "job-controller";
const RETRY_SECONDS = 10;

interface Outcome {
  type: "Complete" | "Failed";
  reason: string;
  message: string;
}

export const jobs: Controller = {
  name: "jobs",
  keys({ plural, object }) {
    if (plural === "jobs") return [keyOf(object)];
    return plural === "pods" ? ownerKeys(object, "Job") : [];
  },
  reconcile(cluster, namespace, name) {
    const job = cluster.store.get("jobs", namespace, name);
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) return undefined;
    if (isOver(job)) return expire(cluster, job);
    const pods = podsOf(cluster, job);
    const outcome = findOutcome(cluster, job, pods);
    const again =
      outcome === undefined ? start(cluster, job, pods) : end(cluster, job, pods, outcome);
    writeStatus(cluster, job, outcome);
    return again;
  },
};

function isOver({ status }: Job): boolean {
  return (status.conditions ?? []).some(
    ({ type, status: is }) => (type === "Complete" || type === "Failed") && is === "True",
  );
}

function expire(cluster: Cluster, job: Job): number | undefined {
  const { ttlSecondsAfterFinished: seconds } = job.spec;
  if (seconds === undefined) return undefined;
  const ended = job.status.conditions?.at(-1)?.lastTransitionTime ?? "";
  const left = seconds * cluster.delays.secondMs - (Date.now() - Date.parse(ended));
  if (left > 0) return left;
  cluster.remove("jobs", job.metadata.namespace, job.metadata.name);
  return undefined;
}

const succeeded = (pods: Pod[]) => pods.filter(({ status }) => status.phase === "Succeeded").length;
const failed = (pods: Pod[]) => pods.filter(({ status }) => status.phase === "Failed").length;

/** Failures count by pod, and with restartPolicy OnFailure by restart. */
function failures(job: Job, pods: Pod[]): number {
  if (job.spec.template.spec.restartPolicy !== "OnFailure") return failed(pods);
  const restarts = pods.flatMap(({ status }) => status.containerStatuses ?? []);
  return failed(pods) + restarts.reduce((sum, { restartCount }) => sum + restartCount, 0);
}

function findOutcome(cluster: Cluster, job: Job, pods: Pod[]): Outcome | undefined {
  const { completions = 1, backoffLimit, activeDeadlineSeconds } = job.spec;
  if (succeeded(pods) >= completions)
    return {
      type: "Complete",
      reason: "CompletionsReached",
      message: "Reached expected number of succeeded pods",
    };
  if (failures(job, pods) > backoffLimit)
    return {
      type: "Failed",
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    };
  const age = Date.now() - Date.parse(job.status.startTime ?? timestamp());
  if (activeDeadlineSeconds !== undefined && age > activeDeadlineSeconds * cluster.delays.secondMs)
    return {
      type: "Failed",
      reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline",
    };
  return undefined;
}

/** Starts what is missing; after a failure it waits 10, 20, 40 ... cluster seconds. */
function start(cluster: Cluster, job: Job, pods: Pod[]): number | undefined {
  if (job.spec.suspend === true) {
    for (const pod of pods.filter(isActive))
      cluster.remove("pods", pod.metadata.namespace, pod.metadata.name);
    return undefined;
  }
  const active = pods.filter(isActive).length;
  const left = (job.spec.completions ?? 1) - succeeded(pods);
  const missing = Math.min(job.spec.parallelism, left) - active;
  const wait = backOff(cluster, pods);
  if (missing > 0 && wait > 0) return wait;
  for (let count = 0; count < missing; count += 1)
    if (createPod(cluster, job)) return RETRY_SECONDS * cluster.delays.secondMs;
  const { activeDeadlineSeconds } = job.spec;
  return activeDeadlineSeconds === undefined
    ? undefined
    : activeDeadlineSeconds * cluster.delays.secondMs + 1000;
}

function backOff(cluster: Cluster, pods: Pod[]): number {
  const count = failed(pods);
  if (count === 0) return 0;
  const ends = pods
    .flatMap(({ status }) => status.containerStatuses ?? [])
    .map(({ state }) => state?.terminated?.finishedAt);
  const last = Math.max(0, ...ends.map((time) => (time == null ? 0 : Date.parse(time))));
  const pause = Math.min(360, 10 * 2 ** (count - 1)) * cluster.delays.secondMs;
  return Math.max(0, last + pause - Date.now());
}

function createPod(cluster: Cluster, job: Job): boolean {
  const draft = podFrom(job.spec.template, job.metadata.namespace);
  Object.assign(draft.metadata ?? {}, {
    generateName: `${job.metadata.name}-`,
    ownerReferences: ownedBy(job),
  });
  const record = (reason: string, message: string, warning = false) =>
    cluster.record(job, { reason, message, component: COMPONENT, warning });
  try {
    const pod = cluster.create("pods", draft);
    record("SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
    return false;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    record("FailedCreate", `Error creating: ${error.message}`, true);
    return true;
  }
}

function end(cluster: Cluster, job: Job, pods: Pod[], outcome: Outcome): number | undefined {
  for (const pod of pods.filter(isActive)) {
    cluster.remove("pods", pod.metadata.namespace, pod.metadata.name);
    const message = `Deleted pod: ${pod.metadata.name}`;
    cluster.record(job, { reason: "SuccessfulDelete", message, component: COMPONENT });
  }
  const good = outcome.type === "Complete";
  cluster.record(job, {
    reason: good ? "Completed" : outcome.reason,
    message: good ? "Job completed" : outcome.message,
    component: COMPONENT,
    warning: !good,
  });
  return undefined;
}

function writeStatus(cluster: Cluster, job: Job, outcome: Outcome | undefined): void {
  const pods = podsOf(cluster, job);
  const active = pods.filter(isActive);
  const now = timestamp();
  const suspended = job.spec.suspend === true;
  const conditions = conditionsOf(outcome, suspended, now);
  cluster.update(
    "jobs",
    job,
    (draft) => {
      draft.status = {
        ...(conditions.length === 0 ? {} : { conditions }),
        ...(suspended ? {} : { startTime: job.status.startTime ?? now }),
        ...(outcome?.type === "Complete" ? { completionTime: now } : {}),
        ...withoutZeros({ active: outcome === undefined ? active.length : 0 }),
        ...withoutZeros({ succeeded: succeeded(pods), failed: failed(pods) }),
        terminating: pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length,
        uncountedTerminatedPods: {},
        ready: active.filter(isReady).length,
      };
    },
    "status",
  );
}

function conditionsOf(outcome: Outcome | undefined, suspended: boolean, now: string): Condition[] {
  const times = { lastProbeTime: now, lastTransitionTime: now };
  if (outcome !== undefined) {
    const { type, reason, message } = outcome;
    const first = type === "Complete" ? "SuccessCriteriaMet" : "FailureTarget";
    return [first, type].map((name) => ({
      type: name,
      status: "True" as const,
      ...times,
      reason,
      message,
    }));
  }
  return suspended
    ? [
        {
          type: "Suspended",
          status: "True",
          ...times,
          reason: "JobSuspended",
          message: "Job suspended",
        },
      ]
    : [];
}
