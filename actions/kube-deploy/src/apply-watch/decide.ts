import { turningPointsOf } from "../rollout/decide.ts";
import { cannotBecomeReady } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";

/** A workload that Terraform has created or changed, with its current status. */
export interface Assessed {
  /** Address of its resource. */
  address: string;
  status: Status;
}

/**
 * Milliseconds in which Terraform begins changes that can follow one that has ended: it needs only a few, and
 * everything that does not depend on a failing workload should still be applied.
 */
const QUIET = 1000;

/**
 * Returns whether Terraform works on nothing but workloads that cannot become ready. An interrupt also stops everything
 * else in progress, such as a Job that runs well or a database that is being created, and Terraform would create it
 * anew. So the interrupt has to wait until everything else has ended.
 * @param inFlight addresses that Terraform works on
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
 * Decides whether to interrupt Terraform now, and if not, when the decision can change without any event.
 * @param since when Terraform became stuck; undefined = it is not stuck. Times by the runner's clock, in milliseconds
 *   since the epoch
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
