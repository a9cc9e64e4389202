/** Returns the value of a JSON text that somebody else wrote; undefined if the text is not JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Returns the object of a JSON text; undefined if the text is not JSON, or for another value, such as a list or null.
 */
export function readJsonObject(text: string): Record<string, unknown> | undefined {
  const value = readJson(text);
  return isJsonObject(value) ? value : undefined;
}

/** Returns whether a JSON value is an object: not a list, and not null. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
