export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Returns a value as a JSON file holds it, with sorted keys and without undefined values.
 *
 * @throws Error for values that JSON would lose silently, such as a Map, a Buffer or NaN
 */
export function toJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || !isPlain(value))
    throw new Error(
      `an observation must be JSON, and this is not: ${Object.prototype.toString.call(value)}`,
    );
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, toJson(part)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Two values that differ at a path, for example `grants.0.role`. A value is undefined if the path does not exist. */
export interface PathDifference {
  path: string;
  one: Json | undefined;
  other: Json | undefined;
}

/** Returns the smallest parts of two values that differ, in the order of the keys. Empty if the values are equal. */
export function differingPaths(
  one: Json | undefined,
  other: Json | undefined,
  path = "",
): PathDifference[] {
  if (one === other) return [];
  if (!areAlike(one, other)) return [{ path: path === "" ? "." : path, one, other }];
  const [here, there] = [one, other] as [Record<string, Json>, Record<string, Json>];
  return [...new Set([...Object.keys(here), ...Object.keys(there)])].flatMap((key) =>
    differingPaths(here[key], there[key], path === "" ? key : `${path}.${key}`),
  );
}

/** Returns whether both values are objects, or both are lists. */
const areAlike = (one: Json | undefined, other: Json | undefined): boolean =>
  typeof one === "object" &&
  typeof other === "object" &&
  one !== null &&
  other !== null &&
  Array.isArray(one) === Array.isArray(other);
