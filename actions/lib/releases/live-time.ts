import type { HistoryEntry } from "./history.ts";

/**
 * How long each release was really live, in milliseconds by its id: the time from each outcome after which it ran until
 * the next outcome after which something else did. A failed deployment interrupts it, also when it is rolled back.
 * @param entries the environment's history, oldest first
 * @param now milliseconds since the epoch, by the clock of the store
 */
export function liveTimes(
  entries: readonly HistoryEntry[],
  now: number,
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  let live: string | undefined;
  let since = 0;
  const add = (until: number) => {
    if (live !== undefined) times.set(live, (times.get(live) ?? 0) + Math.max(0, until - since));
  };
  for (const { event, time } of entries) {
    if (event.kind !== "outcome") continue;
    const at = Date.parse(time);
    add(at);
    live = event.live;
    since = at;
  }
  add(now);
  return times;
}
