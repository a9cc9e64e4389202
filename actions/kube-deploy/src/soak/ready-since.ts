import { conditionOf } from "../api/objects.ts";
import type { Condition } from "../api/objects.ts";
import type { Status } from "../rollout/status.ts";

interface Dated extends Condition {
  lastTransitionTime?: string;
}

/**
 * Since when everything is ready: when the last pod became it, but not before the deployment that changed something.
 * Jobs end, so they do not count.
 * @param changedAt server time when this deployment began, when it changed something
 * @param now server time; all times in milliseconds since the epoch
 */
export function readySince(
  statuses: readonly Status[],
  changedAt: number | undefined,
  now: number,
): number {
  const times = statuses
    .filter(({ workload: { kind } }) => kind !== "Job")
    .flatMap(({ pods }) => pods)
    .map(({ pod }) => {
      const ready = conditionOf(pod.status?.conditions, "Ready") as Dated | undefined;
      return ready?.status === "True" ? Date.parse(ready.lastTransitionTime ?? "") : Number.NaN;
    });
  // Without the time of a pod, only what was seen counts.
  if (times.some(Number.isNaN)) return now;
  return Math.min(Math.max(changedAt ?? 0, ...times), now);
}
