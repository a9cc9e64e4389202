import { conditionOf } from "../api/objects.ts";
import type { Condition } from "../api/objects.ts";
import type { Status } from "../rollout/status.ts";

interface Dated extends Condition {
  lastTransitionTime?: string;
}

/**
 * Returns since when everything is ready: since the last pod became ready, but not before this deployment if it changed
 * something. Jobs end, so they do not count.
 * @param changedAt server time when this deployment began, if it changed something
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
  // If the time of a pod is missing, only this observation counts.
  if (times.some(Number.isNaN)) return now;
  return Math.min(Math.max(changedAt ?? 0, ...times), now);
}
