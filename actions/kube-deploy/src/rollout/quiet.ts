import type {
  ContainerStatus,
  Container,
  Job,
  Pod,
  Probe,
  WorkloadKind,
  WorkloadObject,
} from "../api/objects.ts";
import { conditionOf, timeOf } from "../api/objects.ts";
import { queueOf } from "../readiness/job.ts";
import { isBeingProvisioned } from "../diagnosis/claims.ts";
import { detachedBy } from "../diagnosis/sandbox.ts";
import { endingHolder } from "../diagnosis/scheduling.ts";
import { containersOf } from "../diagnosis/views.ts";
import type { ContainerView, PodView } from "../diagnosis/views.ts";

/**
 * Finds until when nothing has to happen in the cluster although the rollout continues: a Job or an init container
 * works, a Job waits for Kueue, an image is pulled, a volume is made, a probe has time left, pods have to stay ready,
 * or a volume becomes free. Infinity = only the timeout limits the wait.
 * @returns runner clock, in milliseconds since the epoch; 0 if something should happen
 */
export function quietUntil(
  kind: WorkloadKind,
  object: WorkloadObject,
  pods: readonly PodView[],
  { now, serverNow }: { now: number; serverNow: number },
): number {
  if (kind === "Job" && (isWorking(object, pods) || queueOf(object) !== undefined)) return Infinity;
  const { minReadySeconds = 0 } = object.spec as { minReadySeconds?: number };
  const times = pods.flatMap((view) => [
    readyLongEnough(view.pod, minReadySeconds),
    detachedBy(view),
    isBeingProvisioned(view) || endingHolder(view) !== undefined ? Infinity : 0,
    ...containersOf(view).map((container) => busyUntil(container)),
  ]);
  const last = Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
  return last === 0 ? 0 : last + (now - serverNow);
}

/**
 * Returns whether the Job works. It may pause up to six minutes between two attempts, and counts them itself
 * (backoffLimit).
 */
const isWorking = ({ spec, status = {} }: Job, pods: readonly PodView[]): boolean =>
  spec.suspend !== true &&
  ((status.failed ?? 0) > 0 ||
    pods.some(({ pod }) =>
      pod.status?.containerStatuses?.some(
        ({ state, restartCount }) => state?.running !== undefined || restartCount > 0,
      ),
    ));

function readyLongEnough({ status }: Pod, minReadySeconds: number): number {
  const ready = conditionOf(status?.conditions, "Ready");
  if (ready?.status !== "True" || minReadySeconds === 0) return 0;
  return Date.parse(ready.lastTransitionTime ?? "") + minReadySeconds * 1000;
}

/** Returns a time by the server's clock. */
function busyUntil(view: ContainerView): number {
  const { status, container, events } = view;
  if (isPullingNow(view) || isInitialising(view)) return Infinity;
  const startedAt = Date.parse(status.state?.running?.startedAt ?? "");
  if (Number.isNaN(startedAt) || status.ready) return 0;
  // After a crash, the container does not get the time for the start again.
  if (status.restartCount > 0 || events.some(({ reason }) => reason === "BackOff")) return 0;
  return startedAt + timeToStart(container, status) * 1000;
}

/** Returns whether an init container works in its first run, such as a migration: it ends by itself, or fails. */
const isInitialising = ({ pod, role, status }: ContainerView): boolean =>
  role === "init container" &&
  status.state?.running !== undefined &&
  status.restartCount === 0 &&
  pod.metadata.deletionTimestamp === undefined;

/** Returns whether the kubelet has begun to pull, and has not yet reported that the pull failed or is done. */
function isPullingNow({ status, events }: ContainerView): boolean {
  const reason = status.state?.waiting?.reason ?? "";
  if (!/^(?:ContainerCreating|PodInitializing)$/.test(reason)) return false;
  const [last] = events.filter(({ reason: said = "" }) =>
    /^(?:Pulling|Pulled|Failed|BackOff)$/.test(said),
  );
  const ties = events.filter((event) => last !== undefined && timeOf(event) === timeOf(last));
  return last?.reason === "Pulling" && ties.every(({ reason: said }) => said !== "Pulled");
}

/** Returns the seconds from the start of a container until its probes have to succeed. */
function timeToStart(
  { startupProbe, readinessProbe }: Container,
  { started }: ContainerStatus,
): number {
  const startup = started === true || startupProbe === undefined ? 0 : windowOf(startupProbe);
  return startup + (readinessProbe?.initialDelaySeconds ?? 0);
}

const windowOf = ({
  initialDelaySeconds = 0,
  periodSeconds = 10,
  failureThreshold = 3,
}: Probe): number => initialDelaySeconds + periodSeconds * failureThreshold;
