import { timeOf } from "../api/objects.ts";
import type { Container, ContainerStatus, Event, Pod } from "../api/objects.ts";

/** A pod with its own events, newest first. */
export interface PodView {
  pod: Pod;
  events: readonly Event[];
}

/** One container of a pod, with its spec and its status. */
export interface ContainerView {
  pod: Pod;
  container: Container;
  status: ContainerStatus;
  role: "container" | "init container" | "sidecar";
  /** Messages of the pod's warning events, newest first. */
  warnings: readonly string[];
}

/** The containers of a pod that have a status, init containers first. */
export function containersOf({ pod, events }: PodView): ContainerView[] {
  const warnings = events
    .filter(({ type }) => type === "Warning")
    .map(({ message = "" }) => message);
  const pair = (specs: Container[], statuses: ContainerStatus[], init: boolean): ContainerView[] =>
    specs.flatMap((container) => {
      const status = statuses.find(({ name }) => name === container.name);
      if (status === undefined) return [];
      const sidecar = init && container.restartPolicy === "Always";
      const role = sidecar ? "sidecar" : init ? "init container" : "container";
      return [{ pod, container, status, role, warnings }];
    });
  return [
    ...pair(pod.spec.initContainers ?? [], pod.status?.initContainerStatuses ?? [], true),
    ...pair(pod.spec.containers, pod.status?.containerStatuses ?? [], false),
  ];
}

/** Events since `since` (server time, milliseconds since the epoch), newest first. */
export const eventsSince = (events: readonly Event[], since: number): Event[] =>
  events.filter((event) => timeOf(event) >= since).sort((a, b) => timeOf(b) - timeOf(a));
