import { extendPath } from "../attribute-path.ts";
import type { Json } from "../json.ts";
import type { Marks } from "../plan-json.ts";
import { anyMark, isObject, marksOf, own } from "../values.ts";
import { canonicalText } from "./canonical.ts";

/** The text in a manifest for a value that the plan does not contain yet, in Terraform's words. */
export const KNOWN_AFTER_APPLY = "known after apply";

/** One side of a change: values, and which of their places are sensitive or unknown. */
export interface Values {
  value: Json | undefined;
  sensitive?: Marks;
  unknown?: Marks;
}

/**
 * Returns the attributes of a value: canonical text by path. Null counts as absent, as in Terraform, but keeps its
 * place in a list. A sensitive value is one attribute, because the names in it may be secret too. Its text differs from
 * the text of an equal value that is not sensitive.
 * @param path position of the value; "" for the attributes of a resource
 */
export function attributesOf(values: Values, path = ""): Map<string, string> {
  const attributes = new Map<string, string>();
  collect(values, path, attributes);
  return attributes;
}

function collect(values: Values, path: string, found: Map<string, string>): void {
  const { value, sensitive, unknown } = values;
  if (unknown === true) found.set(path, KNOWN_AFTER_APPLY);
  else if (sensitive === true) collectSensitive(values, path, found);
  else if (Array.isArray(value) || Array.isArray(unknown)) collectItems(values, path, found);
  else if (isObject(value) || isObject(unknown)) collectMembers(values, path, found);
  else if (value !== undefined && value !== null) found.set(path, canonicalText(value));
}

function collectSensitive({ value, unknown }: Values, path: string, found: Map<string, string>) {
  // Parts of the value that are not known yet count by their places.
  const places = anyMark(unknown) ? canonicalText(unknown as Json) : "";
  if ((value ?? null) !== null || places !== "")
    found.set(path, `sensitive ${canonicalText(value)} ${places}`);
}

function collectItems(values: Values, path: string, found: Map<string, string>): void {
  const length = Math.max(lengthOf(values.value), lengthOf(values.unknown));
  if (length === 0) found.set(path, "[]");
  for (let index = 0; index < length; index += 1) {
    const before = found.size;
    const place = extendPath(path, index);
    collect(memberOf(values, index), place, found);
    if (found.size === before) found.set(place, "null");
  }
}

function collectMembers(values: Values, path: string, found: Map<string, string>): void {
  const before = found.size;
  const names = new Set([...namesOf(values.value), ...namesOf(values.unknown)]);
  for (const name of names) collect(memberOf(values, name), extendPath(path, name), found);
  if (found.size === before && path !== "") found.set(path, "{}");
}

function memberOf({ value, sensitive, unknown }: Values, name: string | number): Values {
  const hasMembers = isObject(value) || Array.isArray(value);
  return {
    value: hasMembers ? own(value as Record<string | number, Json>, name) : undefined,
    sensitive: marksOf(sensitive, name),
    unknown: marksOf(unknown, name),
  };
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

const namesOf = (value: unknown): string[] => (isObject(value) ? Object.keys(value) : []);
