import type { Redact } from "../redact/redactor.ts";
import { Numeral, isObject } from "./json.ts";
import type { Json } from "./json.ts";
import type { Marks } from "./plan-json.ts";

export { isObject } from "./json.ts";
export type { JsonObject } from "./json.ts";

/** The marks of one member of a value. A mark of the whole value is a mark of each member. */
export function marksOf(marks: Marks, member: string | number): Marks {
  if (marks === true) return true;
  if (typeof marks !== "object" || marks === null) return false;
  return own(marks as Record<string | number, Marks>, member);
}

/** A member of the value itself. A plan may have a member named toString, and must not find JavaScript's. */
export const own = <T>(value: Readonly<Record<string | number, T>>, name: string | number) =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** What stands at a place inside a value; undefined where there is nothing. */
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

/** Whether anything at all is marked. */
export const anyMark = (marks: Marks): boolean =>
  marks === true ||
  (typeof marks === "object" && marks !== null && Object.values(marks).some(anyMark));

/** Deep equality. The order of members does not matter; absent and null are equal. */
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
 * Text of a value as JSON that keeps the digits of big numbers: on one line, or with `indent` on several.
 * @param redact is given each raw text and number before it is written
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
  // By hand: a large plan has millions of values, and a list of parts for each object costs as much as all the rest.
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

/** What JSON writes between quotes as it is. Nearly every text of a plan is such a one. */
const PLAIN = /^[ !#-[\]-~]*$/;

const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));
