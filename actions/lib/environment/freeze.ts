/** A weekly period without automatic changes. It may continue over the end of the week. */
export interface FreezeWindow {
  /** Weekday and time such as `Fri 16:00`. */
  from: string;
  to: string;
  /** IANA time zone. */
  zone: string;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export const FREEZE_TIME = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):([0-5]\d)$/;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Returns whether a moment lies in one of the windows. The end of a window is not part of it. Times are in the window's
 * zone. If a clock change repeats or skips a time, the window becomes wider: it begins at the first moment that the
 * time can mean, and ends at the last one.
 * @param windows valid ones
 */
export const isFrozen = (now: Date, windows: readonly FreezeWindow[]): boolean =>
  windows.some((window) => {
    const today = wallClock(now.getTime(), window.zone);
    // The window that is open now began at most a week ago. The clock may have changed by a day since then.
    const days = Array.from({ length: 10 }, (_, back) => today - (back - 1) * DAY);
    return days.some((day) => {
      const from = timeOn(day, window.from);
      if (from === undefined) return false;
      const to = nextTime(from, window.to);
      const start = Math.min(...momentsOf(from, window.zone));
      const end = Math.max(...momentsOf(to, window.zone));
      return start <= now.getTime() && now.getTime() < end;
    });
  });

/** Returns the weekday and time on the day of a wall clock; undefined on another weekday. */
function timeOn(day: number, given: string): number | undefined {
  const [, weekday = "", hours = "", minutes = ""] = FREEZE_TIME.exec(given) ?? [];
  const midnight = Math.floor(day / DAY) * DAY;
  if (new Date(midnight).getUTCDay() !== WEEKDAYS.indexOf(weekday)) return undefined;
  return midnight + (Number(hours) * 60 + Number(minutes)) * MINUTE;
}

/** Returns the first time after another one that has this weekday and time. */
function nextTime(after: number, given: string): number {
  for (let day = after; ; day += DAY) {
    const found = timeOn(day, given);
    if (found !== undefined && found > after) return found;
  }
}

/**
 * Returns the moments at which clocks of a zone show a time: two moments in the hour that a clock change repeats. For a
 * time that a clock change skips, the two moments around it.
 * @param time milliseconds, as if the clock showed UTC
 */
function momentsOf(time: number, zone: string): number[] {
  // No zone is a day away from UTC, so these include the offsets on both sides of a clock change.
  const moments = [time - DAY, time + DAY].map((near) => time - (wallClock(near, zone) - near));
  const shown = moments.filter((moment) => wallClock(moment, zone) === time);
  return shown.length > 0 ? shown : moments;
}

/** Returns what clocks of a zone show at a moment, to the second, as if it were UTC. */
function wallClock(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const number = (name: string) => Number(parts.find(({ type }) => type === name)?.value);
  return Date.UTC(
    number("year"),
    number("month") - 1,
    number("day"),
    number("hour"),
    number("minute"),
    number("second"),
  );
}

/** Returns whether this program's time zone database has the zone. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
