/** A time in names of the store, in UTC and whole seconds: 20261128T185827Z. Names sort as times do. */
export const compactTime = (time: Date): string =>
  time
    .toISOString()
    .replaceAll(/[-:]/g, "")
    .replace(/\.\d+Z$/, "Z");
