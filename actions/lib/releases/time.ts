/**
 * Returns a time for names of the store, in UTC and whole seconds: 20261128T185827Z. Names sort in the same order as
 * times.
 */
export const compactTime = (time: Date): string =>
  time
    .toISOString()
    .replaceAll(/[-:]/g, "")
    .replace(/\.\d+Z$/, "Z");

/** Returns the time at the beginning of a name, in milliseconds; undefined if there is none. */
export function timeOfName(name: string): number | undefined {
  const [found, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(name) ?? [];
  if (found === undefined) return undefined;
  const [year = 0, month = 0, ...rest] = parts.map(Number);
  return Date.UTC(year, month - 1, ...rest);
}
