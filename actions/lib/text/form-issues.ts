import type * as z from "zod/mini";
import { closestWord } from "./closest.ts";

type Issue = z.core.$ZodIssue;

/** Zod's message for a form that has no text of its own about what is valid. */
const NO_WORDS = "Invalid input";

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a map",
  record: "a map",
};

/**
 * Describes how a document differs from a form, as sentences that name the key, the actual value, and what is expected.
 * An error message of the form completes "Expected ...".
 * @param form the form that the document was checked against
 * @param values hidden = they may be secrets, and are not shown
 */
export function describeIssue(
  form: z.ZodMiniType,
  issue: Pick<Issue, "path" | "message"> & Partial<Issue>,
  document: unknown,
  values: "shown" | "hidden" = "shown",
): string[] {
  if (issue.code === "unrecognized_keys")
    return (issue.keys ?? []).map((key) => describeUnknownKey(form, key, issue.path));
  if (issue.code === "invalid_key") {
    const [inner] = issue.issues ?? [];
    const name = String(issue.path.at(-1));
    const expected = inner === undefined ? "another key" : expectedBy(inner);
    return [`${pathText(issue.path)}: "${name}" is not valid as a key. Expected ${expected}.`];
  }
  const given = valueAt(document, issue.path);
  const key = pathText(issue.path);
  const value = values === "hidden" ? "the value" : quote(given);
  const what = given === undefined || given === null ? "nothing is given" : `${value} is not valid`;
  return [`${key === "" ? "" : `${key}: `}${what}. Expected ${expectedBy(issue)}.`];
}

function expectedBy(issue: Pick<Issue, "message"> & Partial<Issue>): string {
  if (issue.message !== NO_WORDS) return issue.message;
  if (issue.code === "invalid_type") return TYPES[issue.expected ?? ""] ?? `${issue.expected}`;
  if (issue.code === "invalid_value") return (issue.values ?? []).map(String).join(" or ");
  return "another value";
}

function describeUnknownKey(
  form: z.ZodMiniType,
  key: string,
  parents: readonly PropertyKey[],
): string {
  const known = keysAt(form, parents);
  const meant = closestWord(key, known);
  const fix = meant === undefined ? `Expected ${known.join(", ")}.` : `Did you mean ${meant}?`;
  return `${pathText([...parents, key])}: there is no such key. ${fix}`;
}

/** Returns the keys of the form's map at a place. */
function keysAt(root: z.ZodMiniType, parents: readonly PropertyKey[]): string[] {
  let form: unknown = root;
  for (const key of parents) {
    const { shape, element, valueType } = unwrap(form);
    form = typeof key === "number" ? element : (shape?.[String(key)] ?? valueType);
  }
  return Object.keys(unwrap(form).shape ?? {});
}

interface Definition {
  shape?: Record<string, unknown>;
  element?: unknown;
  valueType?: unknown;
  innerType?: unknown;
}

/** Returns the definition of a map or a list. For an optional form, this is the definition of the form inside it. */
function unwrap(form: unknown): Definition {
  const { def = {} } = (form ?? {}) as { def?: Definition };
  return def.innerType === undefined ? def : unwrap(def.innerType);
}

const valueAt = (document: unknown, keys: readonly PropertyKey[]): unknown =>
  keys.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    document,
  );

/** Returns a path such as `freeze[0].from`. */
const pathText = (keys: readonly PropertyKey[]): string =>
  keys
    .map((key, at) => (typeof key === "number" ? `[${key}]` : `${at > 0 ? "." : ""}${String(key)}`))
    .join("");

function quote(value: unknown): string {
  const isText = typeof value === "string";
  const text = isText ? value.replaceAll(/\s+/g, " ") : JSON.stringify(value ?? null);
  const shown = text.length > 80 ? `${text.slice(0, 77)}...` : text;
  // A number that should have been text is shown as it is: the missing quotes are the problem.
  return isText ? `"${shown}"` : shown;
}
