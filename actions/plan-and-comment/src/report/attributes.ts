import { fence } from "../../../lib/markdown/escape.ts";
import { JsonError, parseJson } from "../../../lib/terraform/json.ts";
import { align } from "../changes/align.ts";
import type { Difference, Side } from "../changes/difference.ts";
import { stringify } from "../changes/values.ts";
import { count, elide, oneLine } from "./text.ts";

/** Most lines of one resource; the rest is counted. */
const RESOURCE_LINES = 400;
/** Most lines of one text; the rest is counted. */
const TEXT_LINES = 80;
/** Lines around a changed line of a text. */
const CONTEXT = 2;

/** The attribute changes of one object as a diff fence; "" when there are none. */
export function renderDifferences(differences: readonly Difference[]): string {
  const shown = differences.filter((one) => !isComputed(one) && !repeatsTags(one, differences));
  const computed = differences.filter(isComputed).map(({ path }) => oneLine(path));
  const lines = shown.flatMap(linesOf);
  if (computed.length > 0) lines.push(`  known after apply: ${listing(computed)}`);
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

function listing(names: readonly string[]): string {
  const most = 12;
  const rest = names.length - most;
  return names.slice(0, most).join(", ") + (rest > 0 ? `, and ${count(rest)} more` : "");
}

function linesOf(difference: Difference): string[] {
  const { before, after, forces } = difference;
  const path = oneLine(difference.path);
  const note = forces ? "  # forces replacement" : "";
  const texts = textsOf(before, after);
  if (texts !== undefined) return [`! ${path}:${note}`, ...textDifference(...texts)];
  if (before.kind === "absent") return [`+ ${path} = ${sideText(after)}${note}`];
  if (after.kind === "absent") return [`- ${path} = ${sideText(before)}${note}`];
  if (before.kind === "sensitive" && after.kind === "sensitive")
    return [`! ${path} = (a sensitive value changes)${note}`];
  const line = `! ${path} = ${sideText(before)} -> ${sideText(after)}${note}`;
  return line.length <= 120
    ? [line]
    : [`- ${path} = ${sideText(before)}`, `+ ${path} = ${sideText(after)}${note}`];
}

function sideText(side: Side): string {
  if (side.kind === "absent") return "null";
  if (side.kind === "sensitive") return "(sensitive value)";
  if (side.kind === "unknown") return "(known after apply)";
  return oneLine(elide(stringify(side.value)));
}

/** Both sides as texts of several lines: heredocs, YAML, and JSON in strings. Undefined when a line each is enough. */
function textsOf(before: Side, after: Side): [string, string] | undefined {
  const [oldText, newText] = [before, after].map((side) => {
    if (side.kind === "absent") return "";
    return side.kind === "value" && typeof side.value === "string" ? side.value : undefined;
  });
  if (oldText === undefined || newText === undefined) return undefined;
  const documents = [oldText, newText].map((text) => (text === "" ? "" : asDocument(text)));
  const [oldDocument, newDocument] = documents;
  // Two texts that differ only in their layout would look equal as documents.
  if (oldDocument !== undefined && newDocument !== undefined && oldDocument !== newDocument)
    return [oldDocument, newDocument];
  return [oldText, newText].some((text) => /\n./s.test(text)) ? [oldText, newText] : undefined;
}

/** JSON of an object or a list, laid out; undefined for any other text. */
function asDocument(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const laidOut = stringify(parseJson(text), "");
    return laidOut.includes("\n") ? laidOut : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

/**
 * Two texts line by line: removed lines, added lines, and two lines around them. Trailing spaces and line ends are made
 * visible, because they may be all that changes.
 */
function textDifference(before: string, after: string): string[] {
  const [oldLines, newLines] = linesOfBoth(before, after);
  const visible = (line: string) =>
    oneLine(elide(line)).replace(/\s+$/, (space) => "·".repeat(space.length));
  const lines = align(oldLines, newLines).flatMap(([from, to]) => {
    const removed = from === undefined ? undefined : oldLines[from];
    const added = to === undefined ? undefined : newLines[to];
    if (removed === added && removed !== undefined) return [`      ${visible(removed)}`];
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
