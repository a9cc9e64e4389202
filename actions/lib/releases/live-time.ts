import type { Outcome } from "./history.ts";

/**
 * Returns how long each release was really live, in milliseconds by its id: from each outcome after which it ran until
 * the next outcome after which something else ran. A failed deployment interrupts this time, even if it is rolled back.
 * A release that never ran is missing.
 * @param outcomes those of the environment's history, oldest first
 * @param now milliseconds since the epoch, by the clock of the store
 */
export function liveTimes(outcomes: readonly Outcome[], now: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  let live: string | undefined;
  let since = 0;
  const add = (until: number) => {
    if (live !== undefined) times.set(live, (times.get(live) ?? 0) + Math.max(0, until - since));
  };
  for (const outcome of outcomes) {
    const at = Date.parse(outcome.time);
    add(at);
    live = outcome.live;
    since = at;
  }
  add(now);
  return times;
}

/** An environment's return from a release to an older one. */
export interface Withdrawal {
  /** Id of the release that the environment went back to. */
  to: string;
  /** When, ISO 8601. */
  at: string;
}

/**
 * Returns the releases that ran and were withdrawn, by id: the environment went back to an older release, and they have
 * not run again since. The time that they ran before does not count in their favour.
 * @param outcomes those of the environment's history, oldest first
 */
export function withdrawals(outcomes: readonly Outcome[]): ReadonlyMap<string, Withdrawal> {
  const withdrawn = new Map<string, Withdrawal>();
  const seen = new Set<string>();
  let last = "";
  for (const { live, time } of outcomes) {
    if (live === undefined) continue;
    for (const id of seen)
      if (secondOf(live) < secondOf(id) && secondOf(id) <= secondOf(last))
        withdrawn.set(id, { to: live, at: time });
    withdrawn.delete(live);
    seen.add(live);
    last = live;
  }
  return withdrawn;
}

/**
 * Returns when a release was verified, from its id. A release that replaces another one is at least a second younger.
 */
const secondOf = (id: string): string => id.slice(0, 16);
