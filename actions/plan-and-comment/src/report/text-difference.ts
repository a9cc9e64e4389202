import type { Redact } from "../../../lib/redact/redactor.ts";
import { JsonError, parseJson } from "../../../lib/terraform/json.ts";
import { stringify } from "../../../lib/terraform/values.ts";
import { align } from "../changes/align.ts";
import type { Side } from "../changes/side.ts";
import type { Detail } from "./document.ts";
import { codePoint, count, distinguish, elide, elideBoth, hasInvisible, oneLine } from "./text.ts";

/** Maximum number of lines for one text in a comment; the rest is counted. */
const TEXT_LINES = 80;
/** Number of lines that are shown around a changed line of a text. */
const CONTEXT = 2;

/** A text: `raw` is compared, and `shown` has the same lines as a reader sees them. */
interface Text {
  raw: string;
  shown: string;
  /** Whether this action laid out the text, so that its line breaks say nothing. */
  isDocument?: boolean;
}

/**
 * Returns both sides as texts of several lines: heredocs, YAML, and JSON in strings.
 * @returns undefined if one line for each side is enough
 */
export function textsOf(before: Side, after: Side, redact: Redact): [Text, Text] | undefined {
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

/** Returns whether a side is a text with a line break, or a text that may be JSON. Most values are neither. */
const mayHaveLines = (side: Side): boolean =>
  side.kind === "value" && typeof side.value === "string" && /^\s*[{[]|\n/.test(side.value);

/** Lays out a text that is the JSON of an object or a list, or is empty; undefined for any other text. */
function asDocument(text: string, redact: Redact): Text | undefined {
  if (text === "") return { raw: "", shown: "" };
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value = parseJson(text);
    const raw = stringify(value, "");
    const shown = stringify(value, "", redact);
    return raw.includes("\n") ? { raw, shown, isDocument: true } : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

/**
 * Compares two texts line by line. Returns removed lines, added lines, and two lines around them. Trailing spaces, line
 * ends and characters without a shape are made visible, because they may be all that changes.
 */
export function textDifference(before: Text, after: Text, detail: Detail): string[] {
  const [oldLines, newLines] = linesOfBoth(before.raw, after.raw);
  const [oldShown, newShown] = linesOfBoth(before.shown, after.shown);
  // If this action escapes characters, a text that only reads like an escape must look different.
  const written = [before.shown, after.shown].some(hasInvisible) ? doubleBackslashes : same;
  const lines = align(oldLines, newLines).flatMap(([from, to]) => {
    const removed = from === undefined ? undefined : written(oldShown[from] ?? "");
    const added = to === undefined ? undefined : written(newShown[to] ?? "");
    if (removed === undefined) return [`+     ${visible(shorten(added ?? "", detail))}`];
    if (added === undefined) return [`-     ${visible(shorten(removed, detail))}`];
    if (oldLines[from ?? 0] === newLines[to ?? 0])
      return [`      ${visible(shorten(added, detail))}`];
    const [oldLine, newLine] = visibleBoth(removed, added, detail);
    return [`-     ${oldLine}`, `+     ${newLine}`];
  });
  const kept = [...nearChanges(lines), ...endOf(before, "-", after), ...endOf(after, "+", before)];
  const rest = kept.length - TEXT_LINES;
  return rest > 0 && detail === "folded"
    ? [...kept.slice(0, TEXT_LINES), `      … ${count(rest)} more lines`]
    : kept;
}

const same = (line: string): string => line;

const doubleBackslashes = (line: string): string =>
  line.replaceAll(/\\+(?=r|u[\da-f]{4}|u\{)/g, (run) => run + run);

const shorten = (line: string, detail: Detail): string =>
  detail === "folded" ? elide(line) : line;

/** Writes the trailing spaces of a line as dots. A dot or a tab among them becomes an escape. */
const visible = (line: string): string =>
  oneLine(line).replace(/[\s·]+$/u, (end) =>
    end.replaceAll(/[\t·]/g, codePoint).replaceAll(" ", "·"),
  );

/** Returns two lines that differ, written so that the difference is visible. */
function visibleBoth(before: string, after: string, detail: Detail): [string, string] {
  const squeeze = (line: string) => line.replaceAll(/[ \t]+/g, " ");
  // If only spaces differ, a tab must not look like some of them.
  const tabs = squeeze(before) === squeeze(after);
  const write = (line: string) => visible(tabs ? line.replaceAll("\t", "\\u0009") : line);
  const [oldLine, newLine] = detail === "folded" ? elideBoth(before, after) : [before, after];
  return distinguish(write(oldLine), write(newLine));
}

/** Splits two texts into lines. The line break at the end of a text counts only if the other text has none. */
function linesOfBoth(before: string, after: string): [string[], string[]] {
  const ended = [before, after].every((text) => text === "" || text.endsWith("\n"));
  const split = (text: string) =>
    text === "" ? [] : (ended ? text.replace(/\n$/, "") : text).split("\n");
  return [split(before), split(after)];
}

/** Adds a note if a text that stands alone does not end with a line break, because no other line shows it. */
const endOf = ({ raw, isDocument }: Text, mark: "+" | "-", other: Text): string[] =>
  other.raw === "" && isDocument !== true && raw !== "" && !raw.endsWith("\n")
    ? [`${mark}     (no line break at the end)`]
    : [];

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
