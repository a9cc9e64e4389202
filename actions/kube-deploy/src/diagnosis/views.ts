import { timeOf } from "../api/objects.ts";
import type { Container, ContainerStatus, Event, Pod } from "../api/objects.ts";

/** A pod with its own events, newest first. */
export interface PodView {
  pod: Pod;
  events: readonly Event[];
  /** Whether another pod of its namespace exists, and is not being deleted. Left out: it is not known. */
  isAlive?: (name: string) => boolean;
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

/** The containers of a pod that have a status, init containers first. */
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

/** An event that names no container belongs to one for certain only if the pod has no other. */
function isAbout({ involvedObject }: Event, { spec }: Pod, container: Container): boolean {
  const named = containerOf(involvedObject.fieldPath);
  if (named !== undefined) return named === container.name;
  return spec.containers.length === 1 && spec.containers[0]?.name === container.name;
}

/** The container in a path such as `spec.initContainers{migrate}`. */
const containerOf = (path = ""): string | undefined =>
  /^spec\.\w*[cC]ontainers\{(.+)\}$/.exec(path)?.[1];

/** Messages of the warnings among events. */
export const warningsOf = (events: readonly Event[]): string[] =>
  events.filter(({ type }) => type === "Warning").map(({ message = "" }) => message);

/** Events since `since` (server time, milliseconds since the epoch), newest first. */
export const eventsSince = (events: readonly Event[], since: number): Event[] =>
  events.filter((event) => timeOf(event) >= since).sort((a, b) => timeOf(b) - timeOf(a));
