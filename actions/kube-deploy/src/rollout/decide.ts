import { isReady } from "../readiness/verdict.ts";
import { cannotBecomeReady } from "./status.ts";
import type { Status } from "./status.ts";

/** How a rollout ended. timeout and no-activity: the rollout may still become healthy, but its time is over. */
export type Result = "healthy" | "failed" | "timeout" | "no-activity" | "cancelled";

/** Times by the runner's clock, in milliseconds since the epoch. */
export interface Limits {
  now: number;
  /** When the time in the input `timeout` is over. */
  deadline: number;
  /** When `no-activity-timeout` is over, unless there is progress before. */
  inactiveAt: number;
}

/** Decides whether the rollout of all workloads has ended, and if not, when that can change without any event. */
export function decide(
  statuses: readonly Status[],
  { now, deadline, inactiveAt }: Limits,
): { result: Result } | { result: undefined; decideAgainAt: number } {
  if (statuses.every(({ verdict }) => isReady(verdict))) return { result: "healthy" };
  if (statuses.some((status) => cannotBecomeReady(status, now))) return { result: "failed" };
  if (now >= deadline) return { result: "timeout" };
  if (now >= inactiveAt) return { result: "no-activity" };
  const decideAgainAt = Math.min(deadline, inactiveAt, ...statuses.flatMap(turningPointsOf));
  return { result: undefined, decideAgainAt };
}

/** Returns when the assessment of a workload can change without any event (runner clock). */
export const turningPointsOf = ({ changesAt = Infinity, diagnoses }: Status): number[] => [
  changesAt,
  ...diagnoses.map(({ fatalAt }) => fatalAt),
];
