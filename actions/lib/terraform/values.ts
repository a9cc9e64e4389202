import type { Redact } from "../redact/redactor.ts";
import { Numeral, isObject } from "./json.ts";
import type { Json } from "./json.ts";
import type { Marks } from "./plan-json.ts";

export { isObject } from "./json.ts";
export type { JsonObject } from "./json.ts";

/** Returns the marks of one member of a value. A mark of the complete value is a mark of each member. */
export function marksOf(marks: Marks, member: string | number): Marks {
  if (marks === true) return true;
  if (typeof marks !== "object" || marks === null) return false;
  return own(marks as Record<string | number, Marks>, member);
}

/**
 * Returns a member of the value itself. A plan may have a member named toString; the lookup must not find JavaScript's
 * own.
 */
export const own = <T>(value: Readonly<Record<string | number, T>>, name: string | number) =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** Returns the value at a place inside a value; undefined if there is nothing. */
export const valueAt = (
  value: Json | undefined,
  steps: readonly (string | number)[],
): Json | undefined =>
  steps.reduce<Json | undefined>(
    (at, step) =>
      isObject(at) || Array.isArray(at)
        ? own(at as Record<string | number, Json>, step)
        : undefined,
    value,
  );

/** Returns whether anything at all is marked. */
export const anyMark = (marks: Marks): boolean =>
  marks === true ||
  (typeof marks === "object" && marks !== null && Object.values(marks).some(anyMark));

/** Returns whether two values are deeply equal. The order of members does not matter; absent and null are equal. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || a === null || b === undefined || b === null)
    return (a ?? null) === (b ?? null);
  if (a instanceof Numeral || b instanceof Numeral) return stringify(a) === stringify(b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => equal(item, b[at]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => equal(own(a, name), own(b, name)));
}

/**
 * Returns a value as JSON text that keeps the digits of big numbers: on one line, or with `indent` on several.
 * @param redact gets each raw text and number before it is written
 */
export function stringify(
  value: Json | undefined,
  indent?: string,
  redact: Redact = (text) => text,
): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "string") return quoted(redact(value));
  if (typeof value === "number" || value instanceof Numeral) return redact(String(value));
  if (typeof value === "boolean") return String(value);
  const inner = indent === undefined ? undefined : `${indent}  `;
  // Written by hand: a large plan has millions of values, and a list of parts for each object costs as much as
  // everything else.
  const separator = inner === undefined ? ", " : `,\n${inner}`;
  let text = "";
  if (Array.isArray(value))
    for (const item of value)
      text += (text === "" ? "" : separator) + stringify(item, inner, redact);
  else
    for (const name of Object.keys(value)) {
      const member = stringify(value[name], inner, redact);
      text += `${text === "" ? "" : separator}${quoted(redact(name))}: ${member}`;
    }
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (text === "" || inner === undefined) return open + text + close;
  return `${open}\n${inner}${text}\n${indent}${close}`;
}

/** Characters that JSON writes between quotes without escapes. Nearly every text of a plan has only these. */
const PLAIN = /^[ !#-[\]-~]*$/;

const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));
