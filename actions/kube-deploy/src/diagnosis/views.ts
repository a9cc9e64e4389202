import { timeOf } from "../api/objects.ts";
import type { Container, ContainerStatus, Event, Pod } from "../api/objects.ts";

/** A pod with its own events, newest first. */
export interface PodView {
  pod: Pod;
  events: readonly Event[];
  /** Returns the pods of the same namespace, including this one. Omitted if not known. */
  neighbours?: () => readonly Pod[];
  /** Returns the events of a PersistentVolumeClaim in the same namespace, newest first. Omitted if not known. */
  eventsOfClaim?: (name: string) => readonly Event[];
}

/** One container of a pod, with its spec and its status. */
export interface ContainerView {
  pod: Pod;
  container: Container;
  status: ContainerStatus;
  role: "container" | "init container" | "sidecar";
  /** Events of this container, newest first. */
  events: readonly Event[];
  /** All events of its pod, newest first. */
  podEvents: readonly Event[];
}

/** Returns the containers of a pod that have a status, init containers first. */
export function containersOf({ pod, events }: PodView): ContainerView[] {
  const pair = (specs: Container[], statuses: ContainerStatus[], init: boolean): ContainerView[] =>
    specs.flatMap((container) => {
      const status = statuses.find(({ name }) => name === container.name);
      if (status === undefined) return [];
      const sidecar = init && container.restartPolicy === "Always";
      const role = sidecar ? "sidecar" : init ? "init container" : "container";
      const own = events.filter((event) => isAbout(event, pod, container));
      return [{ pod, container, status, role, events: own, podEvents: events }];
    });
  return [
    ...pair(pod.spec.initContainers ?? [], pod.status?.initContainerStatuses ?? [], true),
    ...pair(pod.spec.containers, pod.status?.containerStatuses ?? [], false),
  ];
}

/**
 * Returns whether an event is about the container. If the event names no container, that is only certain if the pod has
 * no other.
 */
function isAbout({ involvedObject }: Event, { spec }: Pod, container: Container): boolean {
  const named = containerOf(involvedObject.fieldPath);
  if (named !== undefined) return named === container.name;
  return spec.containers.length === 1 && spec.containers[0]?.name === container.name;
}

/** Returns the container in a path such as `spec.initContainers{migrate}`. */
const containerOf = (path = ""): string | undefined =>
  /^spec\.\w*[cC]ontainers\{(.+)\}$/.exec(path)?.[1];

/**
 * Returns whether the node has come as far as the image of a container, or further: it waits for the image or could not
 * be started, runs, or has run.
 */
export const hasBegun = ({ state, restartCount }: ContainerStatus): boolean =>
  restartCount > 0 ||
  state?.running !== undefined ||
  state?.terminated !== undefined ||
  /^(?!ContainerCreating$|PodInitializing$)./.test(state?.waiting?.reason ?? "");

/** Returns the messages of the warnings among the events. */
export const warningsOf = (events: readonly Event[]): string[] =>
  events.filter(({ type }) => type === "Warning").map(({ message = "" }) => message);

/** Returns the events since `since` (server time, milliseconds since the epoch), newest first. */
export const eventsSince = (events: readonly Event[], since: number): Event[] =>
  events.filter((event) => timeOf(event) >= since).sort((a, b) => timeOf(b) - timeOf(a));
