import { countOf } from "../api/objects.ts";
import type { ContainerStatus } from "../api/objects.ts";
import type { Status } from "./status.ts";

/**
 * Returns a text that changes with every progress of a rollout: counters, pods, starts of containers, autoscaling. It
 * does not change if the same failure happens again.
 */
export const progressOf = (statuses: readonly Status[]): string =>
  JSON.stringify(
    statuses.map(({ workload, verdict, pods }) => [
      verdict.ready,
      verdict.desired,
      // A custom resource has no pods of its own, so its message is all that is known.
      workload.custom === undefined ? "" : verdict.message,
      pods.map(({ pod, events }) => [
        pod.metadata.uid,
        pod.status?.phase,
        pod.spec.nodeName,
        (pod.status?.initContainerStatuses ?? []).map(progressOfContainer),
        (pod.status?.containerStatuses ?? []).map(progressOfContainer),
        events
          .filter(({ reason = "" }) => /^(TriggeredScaleUp|Nominated|Pulled)$/.test(reason))
          .map((event) => [event.metadata.uid, countOf(event)]),
      ]),
    ]),
  );

const progressOfContainer = ({ name, ready, state = {} }: ContainerStatus) => [
  name,
  ready,
  state.waiting === undefined ? Object.keys(state) : "waiting",
];
