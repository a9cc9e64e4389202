import { turningPointsOf } from "../rollout/decide.ts";
import { cannotBecomeReady } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";

/** A workload that terraform has created or changed, as it is now. */
export interface Assessed {
  /** Address of its resource. */
  address: string;
  status: Status;
}

/**
 * Milliseconds in which terraform begins what can follow a change that has ended: it does so within a few, and what has
 * nothing to do with a failing workload is to be applied.
 */
const QUIET = 1000;

/**
 * Whether terraform works on nothing but workloads that cannot become ready. An interrupt also ends what else is in flight,
 * such as a Job that runs well or a database that is being created, and terraform would make that anew; so it has to wait
 * for the end of the others.
 * @param inFlight addresses that terraform works on
 * @param now runner clock, in milliseconds since the epoch
 */
export function isStuck(
  inFlight: readonly string[],
  assessed: readonly Assessed[],
  now: number,
): boolean {
  const hopeless = new Set(
    assessed.filter(({ status }) => cannotBecomeReady(status, now)).map(({ address }) => address),
  );
  return inFlight.length > 0 && inFlight.every((address) => hopeless.has(address));
}

/**
 * Decides whether terraform is interrupted now, and if not, when that can change without any event.
 * @param since from when on it has been stuck; undefined: it is not. Times by the runner's clock, in milliseconds
 * since the epoch
 */
export function decideStop(
  since: number | undefined,
  assessed: readonly Assessed[],
  now: number,
): { isOver: true } | { isOver: false; decideAgainAt: number } {
  if (since !== undefined && now - since >= QUIET) return { isOver: true };
  const times = assessed.flatMap(({ status }) => turningPointsOf(status));
  const quiet = since === undefined ? Infinity : since + QUIET;
  return { isOver: false, decideAgainAt: Math.min(quiet, ...times.filter((time) => time > now)) };
}
