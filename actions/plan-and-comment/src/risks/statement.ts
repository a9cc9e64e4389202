import type { Json } from "../../../lib/terraform/json.ts";
import { isObject, stringify } from "../../../lib/terraform/values.ts";

/** Returns the members of an element. "Everybody is allowed" can be written in two ways. */
export function textsOf(value: Json | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [stringify(value)];
  return Object.entries(value).flatMap(([kind, members]) =>
    textsOf(members).map((one) => (one === "*" && kind === "AWS" ? one : `${kind} ${one}`)),
  );
}

/**
 * Returns whether a text matches a pattern in which `*` stands for any text. A pattern with a `?` matches nothing, so
 * that more is reported.
 */
export function isLike(text: string, pattern: string): boolean {
  if (pattern.includes("?")) return false;
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return text === pattern;
  let at = first.length;
  if (!text.startsWith(first)) return false;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
