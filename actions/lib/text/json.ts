/** The value of a text of JSON that somebody else wrote; undefined for a text that is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The object of a text of JSON; undefined for a text that is none, and for another value, such as a list or null. */
export function readJsonObject(text: string): Record<string, unknown> | undefined {
  const value = readJson(text);
  return isJsonObject(value) ? value : undefined;
}

/** Whether a value of JSON is an object: no list, and not null. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
