import { fence } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { isIdentifier, pathText } from "../../../lib/terraform/attribute-path.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import { JsonError, parseJson } from "../../../lib/terraform/json.ts";
import { stringify } from "../../../lib/terraform/values.ts";
import { align } from "../changes/align.ts";
import type { Difference, Side } from "../changes/difference.ts";
import { count, elide, oneLine } from "./text.ts";

/** Most lines of one resource; the rest is counted. */
const RESOURCE_LINES = 400;
/** Most lines of one text; the rest is counted. */
const TEXT_LINES = 80;
/** Lines around a changed line of a text. */
const CONTEXT = 2;

/**
 * The attribute changes of one object as a diff fence; "" when there are none.
 * @param redact is given every raw value before it is cut or escaped
 */
export function renderDifferences(differences: readonly Difference[], redact: Redact): string {
  const shown = differences.filter((one) => !isComputed(one) && !repeatsTags(one, differences));
  const computed = differences.filter(isComputed);
  const lines = shown.flatMap((one) => linesOf(one, redact));
  if (computed.length > 0) lines.push(`  known after apply: ${listing(computed, redact)}`);
  if (lines.length === 0) return "";
  const rest = lines.length - RESOURCE_LINES;
  if (rest > 0) lines.splice(RESOURCE_LINES, rest, `  … ${count(rest)} more lines`);
  return fence(lines.join("\n"), "diff");
}

/** The provider fills it in during the apply: there is nothing to review, so such attributes share one line. */
const isComputed = ({ after, forces }: Difference): boolean => after.kind === "unknown" && !forces;

/** Providers repeat `tags` in `tags_all`. */
const repeatsTags = ({ path }: Difference, all: readonly Difference[]): boolean =>
  path.startsWith("tags_all") && all.some((one) => /^tags\b(?!_)/.test(one.path));

function listing(differences: readonly Difference[], redact: Redact): string {
  const most = 12;
  const rest = differences.length - most;
  const names = differences.slice(0, most).map((one) => pathLine(one, redact));
  return names.join(", ") + (rest > 0 ? `, and ${count(rest)} more` : "");
}

function linesOf(difference: Difference, redact: Redact): string[] {
  const { before, after, forces } = difference;
  const path = pathLine(difference, redact);
  const note = forces ? "  # forces replacement" : "";
  const texts = textsOf(before, after, redact);
  if (texts !== undefined) return [`! ${path}:${note}`, ...textDifference(...texts)];
  if (before.kind === "absent") return [`+ ${path} = ${sideText(after, redact)}${note}`];
  if (after.kind === "absent") return [`- ${path} = ${sideText(before, redact)}${note}`];
  if (before.kind === "sensitive" && after.kind === "sensitive")
    return [`! ${path} = ${sensitiveChange(before.marked, after.marked)}${note}`];
  const [oldText, newText] = [sideText(before, redact), sideText(after, redact)];
  const line = `! ${path} = ${oldText} -> ${newText}${note}`;
  return line.length <= 120 ? [line] : [`- ${path} = ${oldText}`, `+ ${path} = ${newText}${note}`];
}

function sensitiveChange(before: boolean, after: boolean): string {
  if (before && after) return "(a sensitive value changes)";
  const what = after ? "becomes sensitive" : "is no longer marked as sensitive";
  return `(sensitive value) -> (sensitive value)  # ${what}`;
}

/** A path on one line. The names of attributes are never redacted, the keys of maps are values. */
function pathLine({ path, steps }: Difference, redact: Redact): string {
  if (steps.every((_, at) => isAttribute(steps, at)) || redact(path) === path) return oneLine(path);
  const shown = steps.map((step, at) => (isAttribute(steps, at) ? step : redact(String(step))));
  return oneLine(pathText(shown));
}

/** Whether a step is an index, or the name of an attribute of a resource or of a block in a list. */
function isAttribute(steps: Path, at: number): boolean {
  const step = steps[at];
  if (typeof step === "number") return true;
  return (at === 0 || typeof steps[at - 1] === "number") && isIdentifier(step ?? "");
}

function sideText(side: Side, redact: Redact): string {
  if (side.kind === "absent") return "null";
  if (side.kind === "sensitive") return "(sensitive value)";
  if (side.kind === "unknown") return "(known after apply)";
  // Before it is cut: neither the hash nor the beginning of a long value may come from a secret.
  return oneLine(elide(stringify(side.value, undefined, redact)));
}

/** A text as it is, for comparing, and line by line the same as it is shown. */
interface Text {
  raw: string;
  shown: string;
}

/** Both sides as texts of several lines: heredocs, YAML, and JSON in strings. Undefined when a line each is enough. */
function textsOf(before: Side, after: Side, redact: Redact): [Text, Text] | undefined {
  if (!mayHaveLines(before) && !mayHaveLines(after)) return undefined;
  const [oldText, newText] = [before, after].map((side) => {
    if (side.kind === "absent") return "";
    return side.kind === "value" && typeof side.value === "string" ? side.value : undefined;
  });
  if (oldText === undefined || newText === undefined) return undefined;
  const [oldDocument, newDocument] = [oldText, newText].map((text) => asDocument(text, redact));
  // Two texts that differ only in their layout would look equal as documents.
  if (oldDocument && newDocument && oldDocument.raw !== newDocument.raw)
    return [oldDocument, newDocument];
  if (![oldText, newText].some((text) => /\n./s.test(text))) return undefined;
  const asText = (raw: string): Text => ({ raw, shown: redact(raw) });
  return [asText(oldText), asText(newText)];
}

/** A text with a line break, or one that may be JSON. Most values are neither. */
const mayHaveLines = (side: Side): boolean =>
  side.kind === "value" && typeof side.value === "string" && /^\s*[{[]|\n/.test(side.value);

/** JSON of an object or a list, laid out; undefined for any other text but an empty one. */
function asDocument(text: string, redact: Redact): Text | undefined {
  if (text === "") return { raw: "", shown: "" };
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value = parseJson(text);
    const raw = stringify(value, "");
    return raw.includes("\n") ? { raw, shown: stringify(value, "", redact) } : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

/**
 * Two texts line by line: removed lines, added lines, and two lines around them. Trailing spaces and line ends are made
 * visible, because they may be all that changes.
 */
function textDifference(before: Text, after: Text): string[] {
  const [oldLines, newLines] = linesOfBoth(before.raw, after.raw);
  const [oldShown, newShown] = linesOfBoth(before.shown, after.shown);
  const visible = (line: string) =>
    oneLine(elide(line)).replace(/\s+$/, (space) => "·".repeat(space.length));
  const lines = align(oldLines, newLines).flatMap(([from, to]) => {
    const removed = from === undefined ? undefined : oldShown[from];
    const added = to === undefined ? undefined : newShown[to];
    if (from !== undefined && to !== undefined && oldLines[from] === newLines[to])
      return [`      ${visible(added ?? "")}`];
    return [
      ...(removed === undefined ? [] : [`-     ${visible(removed)}`]),
      ...(added === undefined ? [] : [`+     ${visible(added)}`]),
    ];
  });
  const kept = nearChanges(lines);
  const rest = kept.length - TEXT_LINES;
  return rest > 0 ? [...kept.slice(0, TEXT_LINES), `      … ${count(rest)} more lines`] : kept;
}

/** The line break at the end of a text counts only where one text has it and the other does not. */
function linesOfBoth(before: string, after: string): [string[], string[]] {
  const ended = [before, after].every((text) => text === "" || text.endsWith("\n"));
  const split = (text: string) =>
    text === "" ? [] : (ended ? text.replace(/\n$/, "") : text).split("\n");
  return [split(before), split(after)];
}

/** Drops unchanged lines far from a change, with a mark where lines are left out. */
function nearChanges(lines: readonly string[]): string[] {
  const near = new Set<number>();
  lines.forEach((line, at) => {
    if (!line.startsWith(" "))
      for (let offset = -CONTEXT; offset <= CONTEXT; offset += 1) near.add(at + offset);
  });
  return lines.flatMap((line, at) => {
    if (near.has(at)) return [line];
    return at === 0 || near.has(at - 1) ? ["      …"] : [];
  });
}
