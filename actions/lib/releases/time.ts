/** A time in names of the store, in UTC and whole seconds: 20261128T185827Z. Names sort as times do. */
export const compactTime = (time: Date): string =>
  time
    .toISOString()
    .replaceAll(/[-:]/g, "")
    .replace(/\.\d+Z$/, "Z");

/** The time at the beginning of a name, in milliseconds; undefined when there is none. */
export function timeOfName(name: string): number | undefined {
  const [found, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(name) ?? [];
  if (found === undefined) return undefined;
  const [year = 0, month = 0, ...rest] = parts.map(Number);
  return Date.UTC(year, month - 1, ...rest);
}
