import type * as z from "zod/mini";
import { closestWord } from "../text/closest.ts";
import { ENVIRONMENT_FORM } from "./form.ts";

/** How a document differs from the form, as sentences that name the key. */
export function describeIssue(issue: z.core.$ZodIssue, document: unknown): string[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => describeUnknownKey(key, issue.path));
  const given = valueAt(document, issue.path);
  const key = pathText(issue.path);
  const what =
    given === undefined || given === null ? "nothing is given" : `${quote(given)} is not valid`;
  return [`${key === "" ? "" : `${key}: `}${what}. Expected ${issue.message}.`];
}

function describeUnknownKey(key: string, parents: readonly PropertyKey[]): string {
  const known = keysAt(parents);
  const meant = closestWord(key, known);
  const fix = meant === undefined ? `Expected ${known.join(", ")}.` : `Did you mean ${meant}?`;
  return `${pathText([...parents, key])}: there is no such key. ${fix}`;
}

/** The keys of the form's map at a place. */
function keysAt(parents: readonly PropertyKey[]): string[] {
  let form: unknown = ENVIRONMENT_FORM;
  for (const key of parents) {
    const { shape, element } = unwrap(form);
    form = typeof key === "number" ? element : shape?.[String(key)];
  }
  return Object.keys(unwrap(form).shape ?? {});
}

interface Definition {
  shape?: Record<string, unknown>;
  element?: unknown;
  innerType?: unknown;
}

/** The definition of a map or a list; of an optional one that of what may be left out. */
function unwrap(form: unknown): Definition {
  const { def = {} } = form as { def?: Definition };
  return def.innerType === undefined ? def : unwrap(def.innerType);
}

const valueAt = (document: unknown, keys: readonly PropertyKey[]): unknown =>
  keys.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    document,
  );

/** `freeze[0].from` */
const pathText = (keys: readonly PropertyKey[]): string =>
  keys
    .map((key, at) => (typeof key === "number" ? `[${key}]` : `${at > 0 ? "." : ""}${String(key)}`))
    .join("");

function quote(value: unknown): string {
  const text = typeof value === "string" ? value.replaceAll(/\s+/g, " ") : JSON.stringify(value);
  const shown = text.length > 80 ? `${text.slice(0, 77)}...` : text;
  // A number that should have been text is shown as it is: the quotes are what is missing.
  return typeof value === "string" ? `"${shown}"` : shown;
}
