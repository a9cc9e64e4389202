import type { Redact } from "../../../lib/redact/redactor.ts";
import { JsonError, parseJson } from "../../../lib/terraform/json.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import { isObject, own, stringify } from "../../../lib/terraform/values.ts";
import { compare } from "../changes/compare.ts";
import type { Difference } from "../changes/difference.ts";
import { isNothing } from "../changes/side.ts";
import type { Side } from "../changes/side.ts";
import { linesOf, shortPath } from "./attributes.ts";
import { count, elide, oneLine } from "./text.ts";

/** Maximum number of lines for one document; the rest is counted. */
const LINES = 24;

/**
 * Returns the lines of a JSON document in a text, for a comment. A new document is shown by its statements or members,
 * a changed document by what differs in it. User data is shown as the script that it is.
 * @returns undefined for any other value
 */
export function documentLines(difference: Difference, redact: Redact): string[] | undefined {
  const decoded = decodeUserData(difference, redact);
  if (decoded !== undefined) return linesOf(decoded, "folded", redact);
  const { before, after, forces } = difference;
  const [oldValue, newValue] = [documentOf(before), documentOf(after)];
  if (newValue === undefined && oldValue === undefined) return undefined;
  const note = forces ? "  # forces replacement" : "";
  const place = shortPath(difference, redact);
  if (newValue !== undefined && isNothing(before, difference.steps))
    return [`+ ${place}:${note}`, ...shorten(memberLines("+", newValue, redact))];
  if (oldValue !== undefined && isNothing(after, difference.steps))
    return [`- ${place}:${note}`, ...shorten(memberLines("-", oldValue, redact))];
  if (oldValue === undefined || newValue === undefined) return undefined;
  const lines: string[] = [];
  const pair = { before: oldValue, after: newValue, ...NO_MARKS };
  compare(pair, "value", (steps, oldSide, newSide) => {
    const named = steps.map((step, at) => nameOfMember(newValue, steps.slice(0, at), step));
    const inner = { steps: named, before: oldSide, after: newSide, forces: false };
    lines.push(
      ...linesOf(inner, "folded", redact).map((line) => `${line.slice(0, 1)}   ${line.slice(1)}`),
    );
  });
  if (lines.length > 0) return [`! ${place}:${note}`, ...shorten(lines)];
  return isReordered(before, after) ? [`! ${place}: ${SAME_VALUE}${note}`] : undefined;
}

const SAME_VALUE = "only the order of keys differs, its value is the same";

/**
 * Returns whether two documents of the same value have the same characters in another order, so that nothing but keys
 * has moved. Documents that differ only in their layout, or that contain a key twice, are shown as texts.
 */
function isReordered(before: Side, after: Side): boolean {
  const [oldText, newText] = [before, after].map((side) =>
    side.kind === "value" && typeof side.value === "string" ? side.value.replaceAll(/\s/g, "") : "",
  ) as [string, string];
  const sorted = (text: string) => text.split("").sort().join("");
  return oldText !== newText && sorted(oldText) === sorted(newText);
}

const NO_MARKS = { beforeSensitive: false, afterSensitive: false, unknown: false } as const;

function shorten(lines: string[]): string[] {
  const rest = lines.length - LINES;
  return rest > 0 ? [...lines.slice(0, LINES), `    … ${count(rest)} more lines`] : lines;
}

function documentOf(side: Side): Json | undefined {
  if (side.kind !== "value" || typeof side.value !== "string") return undefined;
  if (!/^\s*[{[]/.test(side.value)) return undefined;
  try {
    const value = parseJson(side.value);
    return isObject(value) || Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

/**
 * Returns a line for each member of a document, and for each item of a list in it, such as the statements of a policy.
 */
function memberLines(sign: "+" | "-", value: Json, redact: Redact): string[] {
  const line = (text: string) => `${sign}   ${oneLine(elide(text))}`;
  const written = (one: Json) => stringify(one, undefined, redact);
  if (Array.isArray(value)) return value.map((one) => line(written(one)));
  if (!isObject(value)) return [line(written(value))];
  return Object.entries(value).flatMap(([name, member]) => {
    // `Version` only says which language the policy is written in.
    if (name === "Version" && own(value, "Statement") !== undefined) return [];
    const items = Array.isArray(member) ? member : [member];
    return items.map((item) => line(`${oneLine(redact(name))}: ${written(item)}`));
  });
}

/** Names a statement by its Sid, because its place says nothing. */
function nameOfMember(
  document: Json,
  way: readonly (string | number)[],
  step: string | number,
): string | number {
  if (typeof step !== "number") return step;
  const list = way.reduce<Json | undefined>(
    (at, one) =>
      isObject(at) || Array.isArray(at) ? own(at as Record<string | number, Json>, one) : undefined,
    document,
  );
  const item = Array.isArray(list) ? list[step] : undefined;
  const sid = isObject(item) ? own(item, "Sid") : undefined;
  return typeof sid === "string" && sid !== "" ? sid : step;
}

/** Decodes a script that is Base64 text, as launch templates hold it. A secret in its encoded form stays hidden. */
function decodeUserData(difference: Difference, redact: Redact): Difference | undefined {
  if (!/^user_data(?:_base64)?$/.test(String(difference.steps.at(-1)))) return undefined;
  const sides = [difference.before, difference.after].map((side): Side | undefined => {
    if (side.kind !== "value" || typeof side.value !== "string") return side;
    if (redact(side.value) !== side.value) return undefined;
    const text = Buffer.from(side.value, "base64").toString("utf8");
    const isText =
      Buffer.from(text).toString("base64") === side.value && !/[^\P{Cc}\n\r\t]/u.test(text);
    return isText ? { kind: "value", value: text } : undefined;
  });
  const [before, after] = sides;
  return before === undefined || after === undefined ? undefined : { ...difference, before, after };
}
