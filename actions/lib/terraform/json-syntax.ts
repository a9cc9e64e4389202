import { parseJson } from "./json.ts";
import type { Json } from "./json.ts";

/** Parses a file in Terraform's JSON syntax; null if it is broken: the tool explains that better. */
export function parseOrNull(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/**
 * Returns names and values of the blocks in a body: a block is an object, or a list of objects.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
export const membersOf = (value: Json): [string, Json][] => {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  return typeof value === "object" && value !== null
    ? Object.entries(value as Record<string, Json>)
    : [];
};
