import { parseJson } from "./json.ts";
import type { Json } from "./json.ts";

/** A file of Terraform's JSON syntax; null when it is broken: the tool explains that better. */
export function parseOrNull(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/**
 * Names and values of the blocks in a body: a block is an object, or a list of objects.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
export const membersOf = (value: Json): [string, Json][] => {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  return typeof value === "object" && value !== null
    ? Object.entries(value as Record<string, Json>)
    : [];
};
