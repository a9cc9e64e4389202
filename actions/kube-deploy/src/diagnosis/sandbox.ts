import { conditionOf, timeOf } from "../api/objects.ts";
import type { Event } from "../api/objects.ts";
import { GRACE_PERIODS } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { ONE_NODE, sandboxCause } from "./sandbox-causes.ts";
import type { PodView } from "./views.ts";

/**
 * Diagnoses a pod whose node cannot prepare it: volumes (also Secrets and ConfigMaps that are mounted as files), then
 * the network. Nothing of it is left once a container is pulled or runs.
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
  const holder = cause.reason === "volume-multi-attach" ? livingHolder(view, message) : undefined;
  // Each cause has its own time: a volume that took long says nothing about a Secret that is missing afterwards.
  const firstSeen = history.firstSeen(`${pod.metadata.uid}/sandbox/${cause.fix}`, now);
  // A holder that is about to be replaced gets its grace period to end.
  const release = (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  const gracePeriod = holder === undefined ? cause.gracePeriod : GRACE_PERIODS.volume + release;
  const held =
    holder === undefined ? "" : `, and pod ${holder}, which uses it, is not being deleted`;
  return {
    reason: cause.reason,
    message: `${cause.what}${held}: ${message}`,
    fix: holder === undefined ? cause.fix : ONE_NODE,
    fatalAt: firstSeen + gracePeriod,
    pod: pod.metadata.name,
  };
}

/** After this time, the controller detaches a volume from a lost node; milliseconds. */
const FORCED_DETACH = 360_000;

/**
 * Until when a volume may take to come free on another node, by the clock of the API server; 0: the pod does not wait for
 * that. https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/volume/attachdetach/attach_detach_controller.go
 */
export function detachedBy(view: PodView): number {
  const { event, cause } = findUnprepared(view) ?? {};
  return event !== undefined && cause?.reason === "volume-multi-attach"
    ? timeOf(event) + FORCED_DETACH
    : 0;
}

/** What its node cannot prepare; undefined: nothing is known, or it is over. */
function findUnprepared(
  view: PodView,
): { event: Event; message: string; cause: ReturnType<typeof sandboxCause> } | undefined {
  const { events } = view;
  const event = isPrepared(view) ? undefined : findFailure(events);
  if (event === undefined || isOvertaken(event, events)) return undefined;
  const { reason = "", message = "" } = event;
  return { event, message, cause: sandboxCause(`${reason}: ${message}`) };
}

const FAILURES =
  /^(?:FailedMount|FailedAttachVolume|FailedMapVolume|FailedCreatePodSandBox|NetworkNotReady)$/;

/** The event that a volume is missing is repeated; the event that says why may come only once. */
const TIME_IS_OVER =
  /^Unable to attach or mount volumes: unmounted volumes=\[([^\]]*)\].*timed out waiting for the condition/;

/** The event that says what the node waits for, newest first. */
function findFailure(events: readonly Event[]): Event | undefined {
  const failures = events.filter(
    (one) => FAILURES.test(one.reason ?? "") && !isAttachedSince(one, events),
  );
  const [newest] = failures;
  const missing = TIME_IS_OVER.exec(newest?.message ?? "")?.[1]?.split(/[ ,]+/);
  if (missing === undefined) return newest;
  // An attach names the PersistentVolume, and a mount the volume of the pod.
  const why = failures.find(
    (one) => one.reason === "FailedAttachVolume" || missing.includes(volumeIn(one) ?? ""),
  );
  return why ?? newest;
}

/**
 * Of the pods that hold the volume, one that nobody deletes: as long as it runs, the volume does not come free. One of the same
 * name is the pod that this one replaces: a StatefulSet gives the name again.
 */
const livingHolder = ({ pod, isAlive }: PodView, message: string): string | undefined =>
  /already used by pod\(s\) (.+?)(?: and \d+ pod\(s\) in different namespaces)?$/
    .exec(message)?.[1]
    ?.split(", ")
    .find((name) => name !== pod.metadata.name && isAlive?.(name) === true);

/** A container that waits for its image, runs or has run has its volumes and its network; also an init container. */
function isPrepared({ pod: { status = {} } }: PodView): boolean {
  if (conditionOf(status.conditions, "PodReadyToStartContainers")?.status === "True") return true;
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return statuses.some(
    ({ state, restartCount }) =>
      restartCount > 0 ||
      state?.running !== undefined ||
      state?.terminated !== undefined ||
      /^(?!ContainerCreating$|PodInitializing$)./.test(state?.waiting?.reason ?? ""),
  );
}

/** A pull or a start needs everything that was missing before. Times have whole seconds. */
const isOvertaken = (failure: Event, events: readonly Event[]): boolean =>
  events.some(
    (event) =>
      /^(?:Pulling|Pulled|Created|Started)$/.test(event.reason ?? "") &&
      timeOf(event) >= timeOf(failure),
  );

/** The volume that an event names. */
const volumeIn = ({ message = "" }: Event): string | undefined =>
  /\bvolume "([^"]+)"/.exec(message)?.[1];

/** A volume that was attached is mounted next, which may take long: a file system is checked, owners are changed. */
const isAttachedSince = (failure: Event, events: readonly Event[]): boolean =>
  failure.reason === "FailedAttachVolume" &&
  events.some(
    (event) =>
      event.reason === "SuccessfulAttachVolume" &&
      volumeIn(event) === volumeIn(failure) &&
      timeOf(event) >= timeOf(failure),
  );
