export type Level = "info" | "error";

/** Writes one line of JSON: time, level, message, and what belongs to it. */
export type Log = (
  level: Level,
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** A log on standard output, where the container's runtime picks it up. */
export const createLog =
  (write: (line: string) => void = (line) => void process.stdout.write(line)): Log =>
  (level, message, fields = {}) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
