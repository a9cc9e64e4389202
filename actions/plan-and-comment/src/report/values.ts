import type { Redact } from "../../../lib/redact/redactor.ts";
import { blockAddress, splitModule } from "../../../lib/terraform/address.ts";
import { stringify } from "../../../lib/terraform/values.ts";
import type { Cause } from "../causes/causes.ts";
import type { Difference } from "../changes/difference.ts";
import type { Side } from "../changes/side.ts";
import { shortPath } from "./attributes.ts";
import { elideBoth, oneLine, plural } from "./text.ts";
import type { Style } from "./text.ts";

/** Maximum length of a value in a title. */
const LONGEST = 60;
/** Maximum number of attributes in a title. */
const NAMED = 2;

/** Describes a change of one attribute in a title: `cidr_block` `"10.0.0.0/16"` → `"10.8.0.0/16"`. */
export function changeText(difference: Difference, { code }: Style, redact: Redact): string {
  const path = code(shortPath(difference, redact));
  const { before, after } = difference;
  if (before.kind === "sensitive" || after.kind === "sensitive")
    return `${path} (a sensitive value)`;
  if (before.kind === "order" || after.kind === "order")
    return `${path} (the order of its members)`;
  // No plan has the value of a write-only attribute: it is null on both sides.
  if (isNull(before) && isNull(after)) return `${path} (its value is not in the plan)`;
  // A title leaves out the value of a document: its beginning does not say what changes.
  if (isDocument(before) || isDocument(after)) return path;
  const [oldText, newText] = shortBoth(sideText(before, redact), sideText(after, redact));
  if (before.kind === "absent") return after.kind === "absent" ? path : `${path} ${code(newText)}`;
  return `${path} ${code(oldText)} → ${code(newText)}`;
}

const isNull = (side: Side): boolean => side.kind === "value" && side.value === null;

const isDocument = (side: Side): boolean =>
  side.kind === "value" && typeof side.value === "string" && /^\s*[{[]/.test(side.value);

function shortBoth(before: string, after: string): [string, string] {
  const [oldText, newText] = elideBoth(before, after).map((text) =>
    text.length > LONGEST * 2 ? `${text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, "")}…` : text,
  );
  return [oneLine(oldText ?? ""), oneLine(newText ?? "")];
}

function sideText(side: Side, redact: Redact): string {
  if (side.kind === "value") return stringify(side.value, undefined, redact);
  return side.kind === "unknown" ? "(known after apply)" : "null";
}

/**
 * Returns why an object is replaced: the attributes with both values, and the objects that they come from.
 * @param module module of the object: another object in this module is named without it
 */
export function causeNotes(cause: Cause, style: Style, redact: Redact, module = ""): string[] {
  const { own, follows } = cause;
  const notes = own.slice(0, NAMED).map((one) => changeText(one, style, redact));
  const more = own.length - NAMED;
  if (more > 0) notes.push(`and ${plural(more, "more attribute")}`);
  for (const { steps, source, isList } of follows.slice(0, NAMED))
    notes.push(
      `${style.code(shortPath({ steps }, redact))} from ${style.code(nameInModule(isList ? blockAddress(source.address) : source.address, module))}`,
    );
  return notes;
}

/** Returns an address as it is written in a module. */
export function nameInModule(address: string, module: string): string {
  const [other, name] = splitModule(address);
  return module === other ? name : address;
}
