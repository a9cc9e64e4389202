import type { ContainerStatus } from "../api/objects.ts";
import { countOf } from "../api/objects.ts";
import type { Status } from "./status.ts";

/**
 * A text that changes when a rollout gets on: counters, pods, container starts, autoscaling. Retries of the same
 * failing thing do not change it.
 */
export const progressOf = (statuses: readonly Status[]): string =>
  JSON.stringify(
    statuses.map(({ verdict, pods }) => [
      verdict.ready,
      verdict.desired,
      pods.map(({ pod, events }) => [
        pod.metadata.uid,
        pod.status?.phase,
        pod.spec.nodeName,
        (pod.status?.initContainerStatuses ?? []).map(stepOf),
        (pod.status?.containerStatuses ?? []).map(stepOf),
        events
          .filter(({ reason = "" }) => /^(TriggeredScaleUp|Nominated|Pulled)$/.test(reason))
          .map((event) => [event.metadata.uid, countOf(event)]),
      ]),
    ]),
  );

const stepOf = ({ name, ready, state = {} }: ContainerStatus) => [
  name,
  ready,
  state.waiting === undefined ? Object.keys(state) : "waiting",
];
