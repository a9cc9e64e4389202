import { Numeral, canonicalNumber } from "../json.ts";
import type { Json } from "../json.ts";

/**
 * Returns the one text of a JSON value: members sorted by name, numbers by their decimal value with all their digits,
 * nothing between the parts. Equal values have equal texts, and different values have different texts.
 */
export function canonicalText(value: Json | undefined): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "number" || value instanceof Numeral) return canonicalNumber(String(value));
  // JSON.stringify escapes lone surrogates. In UTF-8 they would all become the same character.
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const members = Object.keys(value)
    .sort(byCodeUnits)
    .map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`);
  return `{${members.join(",")}}`;
}

/** Compares texts by code units: the order is the same on every machine, whatever its language. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
