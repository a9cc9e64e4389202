import { fence } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { isAttribute, pathText } from "../../../lib/terraform/attribute-path.ts";
import { stringify } from "../../../lib/terraform/values.ts";
import type { Difference } from "../changes/difference.ts";
import { isNothing } from "../changes/side.ts";
import type { Side } from "../changes/side.ts";
import type { Detail } from "./document.ts";
import { foldDifferences } from "./fold.ts";
import type { Place } from "./fold.ts";
import { textDifference, textsOf } from "./text-difference.ts";
import { count, distinguish, elide, elideBoth, oneLine } from "./text.ts";

/** Maximum number of lines for one resource in a comment; the rest is counted. */
const RESOURCE_LINES = 400;

/**
 * Renders the attribute changes of one object as a diff fence; "" if there are none.
 * @param redact is given every raw value before it is cut or escaped
 */
export function renderDifferences(
  differences: readonly Difference[],
  place: Place,
  detail: Detail,
  redact: Redact,
): string {
  const { shown, computed, notes } = foldDifferences(differences, place, detail);
  const lines = shown.flatMap((one) => linesOf(one, detail, redact));
  if (computed.length > 0) lines.push(`  known after apply: ${listing(computed, detail, redact)}`);
  const rest = lines.length - RESOURCE_LINES;
  if (rest > 0 && detail === "folded")
    lines.splice(RESOURCE_LINES, rest, `  … ${count(rest)} more lines`);
  if (notes.length > 0) lines.push(`  not shown: ${notes.join(", ")}`);
  return lines.length === 0 ? "" : fence(lines.join("\n"), "diff");
}

/** Maximum number of names in one line of a comment; the rest is counted. */
const NAMES = 12;

function listing(differences: readonly Difference[], detail: Detail, redact: Redact): string {
  const most = detail === "folded" ? NAMES : differences.length;
  const rest = differences.length - most;
  const names = differences
    .slice(0, most)
    .map((one) => (detail === "folded" ? shortPath(one, redact) : pathLine(one, redact)));
  return names.join(", ") + (rest > 0 ? `, and ${count(rest)} more` : "");
}

export function linesOf(difference: Difference, detail: Detail, redact: Redact): string[] {
  const { forces, steps } = difference;
  const [before, after] = [difference.before, difference.after].map((side): Side =>
    isNothing(side, steps) && !isEnd(difference) ? { kind: "absent" } : side,
  ) as [Side, Side];
  const path = (detail === "folded" ? shortPath : pathLine)(difference, redact);
  const note = forces ? "  # forces replacement" : "";
  if (before.kind === "order" && after.kind === "order")
    return [`! ${path}: ${orderChange(before.places, after.places, detail)}${note}`];
  const texts = textsOf(before, after, redact);
  if (texts !== undefined)
    return [`${signOf(before, after)} ${path}:${note}`, ...textDifference(...texts, detail)];
  const [oldText, newText] = sideTexts(before, after, detail, redact);
  if (before.kind === "absent") return [`+ ${path} = ${newText}${note}`];
  if (after.kind === "absent") return [`- ${path} = ${oldText}${note}`];
  if (before.kind === "sensitive" && after.kind === "sensitive")
    return [`! ${path} = ${sensitiveChange(before, after)}${note}`];
  const hidden = oldText === newText ? "  # differs in the hidden part" : "";
  const line = `! ${path} = ${oldText} -> ${newText}${hidden}${note}`;
  return line.length <= 120
    ? [line]
    : [`- ${path} = ${oldText}`, `+ ${path} = ${newText}${hidden}${note}`];
}

/** A plan does not say which lists are sets, and a set has no order. */
export const MOVED = "the order of its members changes; if it is a set, nothing does";

/** Says that items of a list moved. The complete report also has their places. */
function orderChange(from: readonly number[], to: readonly number[], detail: Detail): string {
  const [old, now] = [from, to].map((places) => places.map((at) => `[${at}]`).join(", "));
  return detail === "folded" ? MOVED : `${MOVED} (${old} -> ${now})`;
}

/** Returns whether a null appears or disappears: nothing else of the difference is visible. */
const isEnd = ({ before, after }: Difference): boolean =>
  [before, after].every(
    (side) => side.kind === "absent" || (side.kind === "value" && side.value === null),
  );

const signOf = (before: Side, after: Side): string => {
  if (before.kind === "absent") return "+";
  return after.kind === "absent" ? "-" : "!";
};

type Sensitive = Extract<Side, { kind: "sensitive" }>;

/**
 * Describes a change of a sensitive value. If something becomes sensitive or stops being sensitive, it says, as the
 * tool does, whether the value differs.
 */
function sensitiveChange(before: Sensitive, after: Sensitive): string {
  if (before.marked && after.marked && after.stays !== true) return "(a sensitive value changes)";
  const marks = [
    ...(before.marked ? [] : ["becomes sensitive"]),
    ...(after.marked ? [] : ["is no longer marked as sensitive"]),
  ];
  const value = after.stays === true ? "its value stays" : "its value changes";
  return `(sensitive value) -> (sensitive value)  # ${[...marks, value].join("; ")}`;
}

/**
 * Returns a path on one line. The names of attributes are never redacted. The keys of maps are redacted, because they
 * are values.
 */
function pathLine({ steps }: Pick<Difference, "steps">, redact: Redact): string {
  if (steps.length === 0) return "(the whole object)";
  const path = pathText(steps);
  if (steps.every((_, at) => isAttribute(steps, at)) || redact(path) === path) return oneLine(path);
  const shown = steps.map((step, at) => (isAttribute(steps, at) ? step : redact(String(step))));
  return oneLine(pathText(shown));
}

/** Returns the path for a comment, shortened: the key of a map may be as long as a page. */
export const shortPath = (difference: Pick<Difference, "steps">, redact: Redact): string =>
  elide(pathLine(difference, redact));

/** Returns both sides as texts of one line each. */
function sideTexts(before: Side, after: Side, detail: Detail, redact: Redact): [string, string] {
  // Redacted before they are cut: neither the hash nor a part of a long value may come from a secret.
  const [oldText, newText] = [sideText(before, redact), sideText(after, redact)];
  if (before.kind !== "value" || after.kind !== "value")
    return [oldText, newText].map((text) => oneLine(detail === "folded" ? elide(text) : text)) as [
      string,
      string,
    ];
  const shown = detail === "folded" ? elideBoth(oldText, newText) : [oldText, newText];
  return distinguish(oneLine(shown[0] ?? ""), oneLine(shown[1] ?? ""));
}

function sideText(side: Side, redact: Redact): string {
  if (side.kind === "absent") return "null";
  if (side.kind === "sensitive") return "(sensitive value)";
  if (side.kind === "unknown") return "(known after apply)";
  // An order has two sides, which `linesOf` describes together.
  return side.kind === "value" ? stringify(side.value, undefined, redact) : "(order)";
}
