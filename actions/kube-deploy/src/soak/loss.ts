import { conditionOf, isPodReady, timeOf } from "../api/objects.ts";
import type { ContainerStatus, Pod } from "../api/objects.ts";
import type { PodView } from "../diagnosis/views.ts";
import { isNodeLost } from "../diagnosis/unready.ts";
import { failed, isReady } from "../readiness/verdict.ts";
import type { Status } from "../rollout/status.ts";
import { cannotBecomeReady } from "../rollout/status.ts";

/**
 * Returns the status of a workload that was ready and no longer is: a container was restarted, a pod is no longer
 * ready, or the workload can no longer become ready. A pod that somebody deletes, that a node evicts, or whose node is
 * lost or restarted, is no loss: its replacement has to become ready.
 * @param before its status when it was ready
 * @param now runner clock, in milliseconds since the epoch
 * @returns undefined if the workload is still ready
 */
export function lossOf(before: Status, status: Status, now: number): Status | undefined {
  if (cannotBecomeReady(status, now)) return status;
  if (status.workload.custom !== undefined)
    return isReady(status.verdict) ? undefined : withLoss(status, status.verdict.message);
  // The containers of a Job end when the Job has completed.
  if (status.workload.kind === "Job") return undefined;
  const message = restart(before, status) ?? lostReadiness(before, status);
  return message === undefined ? undefined : withLoss(status, message);
}

/** Returns the status of a workload that is no longer ready. */
export function withLoss(status: Status, message: string): Status {
  const { desired, ready } = status.verdict;
  return { ...status, verdict: failed({ desired, ready }, "readiness-lost", message) };
}

function restart(before: Status, { pods }: Status): string | undefined {
  const earlier = new Map(before.pods.map(({ pod }) => [pod.metadata.uid, containersOf(pod)]));
  for (const { pod, events } of pods)
    for (const { name, restartCount, state, lastState } of containersOf(pod)) {
      const known = earlier.get(pod.metadata.uid)?.find((container) => container.name === name);
      if (restartCount <= (known?.restartCount ?? 0)) continue;
      const ended = lastState?.terminated ?? state?.terminated;
      if (isRecreated(events, ended?.startedAt, ended?.finishedAt)) continue;
      const how =
        ended === undefined ? "" : ` (${ended.reason ?? "it"}, exit code ${ended.exitCode})`;
      return `container ${name} of pod ${pod.metadata.name} ended and was started again during the soak${how}`;
    }
  return undefined;
}

function lostReadiness(before: Status, { pods }: Status): string | undefined {
  const readySince = new Map(
    before.pods
      .filter(({ pod }) => isPodReady(pod))
      .map(({ pod }) => [pod.metadata.uid, readinessOf(pod)]),
  );
  const lost = pods.find(
    ({ pod, events }) =>
      readySince.has(pod.metadata.uid) &&
      pod.metadata.deletionTimestamp === undefined &&
      pod.status?.phase === "Running" &&
      !isPodReady(pod) &&
      !isNodeLost({ pod, events }) &&
      !isRecreated(events, readySince.get(pod.metadata.uid), readinessOf(pod)),
  );
  return lost && `pod ${lost.pod.metadata.name} was ready, but did not stay ready during the soak`;
}

/** Returns when a pod became ready or lost its readiness. */
const readinessOf = ({ status }: Pod): string | undefined =>
  conditionOf(status?.conditions, "Ready")?.lastTransitionTime;

/** Most milliseconds between the end of a pod's containers and the kubelet's event about the pod's sandbox. */
const CLOSE = 60_000;

/**
 * Returns whether a run ended because the kubelet had to make the pod anew, whatever its containers did: the node or its
 * container runtime was restarted.
 * https://github.com/k3s-io/k3s/issues/6704
 * @param start of the run, such as that of a container: an earlier event says nothing about its end
 */
const isRecreated = (events: PodView["events"], start = "", end = ""): boolean =>
  events.some(
    (event) =>
      event.reason === "SandboxChanged" &&
      !(timeOf(event) < Date.parse(start)) &&
      Math.abs(timeOf(event) - Date.parse(end)) <= CLOSE,
  );

/** Returns the statuses of containers and sidecars. Other init containers have ended. */
const containersOf = ({ spec, status }: Pod): ContainerStatus[] => {
  const sidecars = (spec.initContainers ?? [])
    .filter(({ restartPolicy }) => restartPolicy === "Always")
    .map(({ name }) => name);
  const { containerStatuses = [], initContainerStatuses = [] } = status ?? {};
  return [
    ...containerStatuses,
    ...initContainerStatuses.filter(({ name }) => sidecars.includes(name)),
  ];
};
