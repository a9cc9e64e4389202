export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** Returns the value at a path such as `status.conditions.0.reason`. @returns undefined if the path does not exist */
export function at(value: Json | undefined, path: string): Json | undefined {
  let here = value;
  for (const key of path.split(".")) {
    if (here === null || typeof here !== "object") return undefined;
    here = Array.isArray(here) ? here[Number(key)] : here[key];
  }
  return here;
}

export const listAt = (value: Json | undefined, path: string): Json[] => {
  const list = at(value, path);
  return Array.isArray(list) ? list : [];
};

export const textAt = (value: Json | undefined, path: string): string => {
  const text = at(value, path);
  return typeof text === "string" ? text : "";
};

export const numberAt = (value: Json | undefined, path: string): number => {
  const number = at(value, path);
  return typeof number === "number" ? number : 0;
};

/** Returns the values at these paths of an object as a flat record, without paths that do not exist. */
export function pick(value: Json | undefined, paths: readonly string[]): JsonObject {
  const entries = paths.map((path) => [path, at(value, path)] as const);
  return Object.fromEntries(entries.filter(([, found]) => found !== undefined));
}
