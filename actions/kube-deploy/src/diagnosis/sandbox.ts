import { conditionOf, timeOf } from "../api/objects.ts";
import type { Event } from "../api/objects.ts";
import { GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { endingFix, namedHolders } from "./holders.ts";
import type { Holders } from "./holders.ts";
import { NO_BRANCH, ONE_NODE, sandboxCause } from "./sandbox-causes.ts";
import { hasBegun } from "./views.ts";
import type { PodView } from "./views.ts";

/**
 * Diagnoses a pod that its node cannot prepare: volumes (also Secrets and ConfigMaps that are mounted as files), then
 * the network. Once an image is being pulled or a container runs, these problems are over.
 */
export function diagnoseSandbox(
  view: PodView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const { pod } = view;
  const failure = findUnprepared(view);
  if (failure === undefined) return undefined;
  const { message, cause } = failure;
  const { staying, ending } = holdersOf(view, failure);
  // Each cause has its own start time: a volume that took long says nothing about a Secret that is missing afterwards.
  const firstSeen = history.firstSeen(`${pod.metadata.uid}/sandbox/${cause.fix}`, now);
  const told = { reason: cause.reason, pod: pod.metadata.name };
  if (staying !== undefined) {
    // The pod that holds the volume, and is about to be replaced, gets its grace period to end.
    const release = (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
    return {
      ...told,
      message: `${cause.what}, and pod ${staying}, which uses it, is not being deleted: ${message}`,
      fix: ONE_NODE,
      fatalAt: firstSeen + GRACE_PERIODS.volume + release,
    };
  }
  if (ending !== undefined)
    return {
      ...told,
      message: `${cause.what}, and pod ${ending}, which uses it, has not ended yet: ${message}`,
      fix: endingFix(ending),
      fatalAt: NEVER,
    };
  return {
    ...told,
    message: `${cause.what}: ${message}`,
    fix: cause.fix,
    fatalAt: firstSeen + cause.gracePeriod,
  };
}

/** Finds the pods that hold the volume, if a volume is what the node waits for. */
const holdersOf = (view: PodView, { message, cause }: Unprepared): Partial<Holders> =>
  cause.reason === "volume-multi-attach" ? namedHolders(view, message) : {};

/** Milliseconds after which the controller detaches a volume from a lost node. */
const FORCED_DETACH = 360_000;

/**
 * Returns until when a volume may take to become free on another node, by the API server's clock; 0 if the pod does not
 * wait for that. Infinity if a pod holds it that ends when its work is done.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/volume/attachdetach/attach_detach_controller.go
 */
export function detachedBy(view: PodView): number {
  const failure = findUnprepared(view);
  if (failure?.cause.reason !== "volume-multi-attach") return 0;
  return holdersOf(view, failure).ending === undefined
    ? timeOf(failure.event) + FORCED_DETACH
    : Infinity;
}

interface Unprepared {
  event: Event;
  message: string;
  cause: ReturnType<typeof sandboxCause>;
}

/** Returns what the pod's node cannot prepare; undefined if nothing is known or the problem is over. */
function findUnprepared(view: PodView): Unprepared | undefined {
  const { events } = view;
  const event = isPrepared(view) ? undefined : findFailure(events);
  if (event === undefined || isOvertaken(event, events)) return undefined;
  const { reason = "", message = "" } = event;
  return { event, message, cause: sandboxCause(`${reason}: ${message}`) };
}

const FAILURES =
  /^(?:FailedMount|FailedAttachVolume|FailedMapVolume|FailedCreatePodSandBox|FailedCreatePodContainer|FailedPrepareDynamicResources|NetworkNotReady|BranchAllocationFailed|BranchENIAnnotationFailed)$/;

/**
 * The event that a volume is missing is repeated, but the event that says why may come only once. Kubernetes 1.27 and
 * later end it with the words of an expired context.
 */
const TIME_IS_OVER =
  /\bUnable to attach or mount volumes: unmounted volumes=\[([^\]]*)\].*: (?:timed out waiting for the condition|context deadline exceeded)$/;

/** Returns the event that says what the node waits for, the newest first. */
function findFailure(events: readonly Event[]): Event | undefined {
  const failures = events.filter(
    (one) =>
      FAILURES.test(one.reason ?? "") &&
      !isAttachedSince(one, events) &&
      !isAllocatedSince(one, events),
  );
  const [newest] = failures;
  const branch = failures.find(({ reason = "" }) => NO_BRANCH.test(reason));
  if (branch !== undefined && newest?.reason === "FailedCreatePodSandBox") return branch;
  const missing = TIME_IS_OVER.exec(newest?.message ?? "")?.[1]?.split(/[ ,]+/);
  if (missing === undefined) return newest;
  // An event about attaching names the PersistentVolume; an event about mounting names the pod's volume.
  const why = failures.find(
    (one) => one.reason === "FailedAttachVolume" || missing.includes(volumeIn(one) ?? ""),
  );
  return why ?? newest;
}

/**
 * Returns whether the pod has its volumes and its network. It does if any container, including init containers, waits
 * for its image, runs or has run.
 */
function isPrepared({ pod: { status = {} } }: PodView): boolean {
  if (conditionOf(status.conditions, "PodReadyToStartContainers")?.status === "True") return true;
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return statuses.some(hasBegun);
}

/**
 * Returns whether the failure is over: a pull or a start needs everything that was missing before. Times have whole
 * seconds.
 */
const isOvertaken = (failure: Event, events: readonly Event[]): boolean =>
  events.some(
    (event) =>
      /^(?:Pulling|Pulled|Created|Started)$/.test(event.reason ?? "") &&
      timeOf(event) >= timeOf(failure),
  );

/** Returns the volume that an event names. */
const volumeIn = ({ message = "" }: Event): string | undefined =>
  /\bvolume "([^"]+)"/.exec(message)?.[1];

/** Returns whether the pod got its own network interface after the failure. */
const isAllocatedSince = (failure: Event, events: readonly Event[]): boolean =>
  NO_BRANCH.test(failure.reason ?? "") &&
  events.some((event) => event.reason === "ResourceAllocated" && timeOf(event) >= timeOf(failure));

/**
 * Returns whether the volume was attached after the failure. It is mounted next, which may take long: a file system is
 * checked, owners are changed.
 */
const isAttachedSince = (failure: Event, events: readonly Event[]): boolean =>
  failure.reason === "FailedAttachVolume" &&
  events.some(
    (event) =>
      event.reason === "SuccessfulAttachVolume" &&
      volumeIn(event) === volumeIn(failure) &&
      timeOf(event) >= timeOf(failure),
  );
