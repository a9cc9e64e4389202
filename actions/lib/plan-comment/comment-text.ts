import { readJson } from "../text/json.ts";
import { pack, unpack } from "./packed.ts";
import { storedPart } from "./part.ts";
import type { Block, Part } from "./part.ts";
import type { Target } from "./target.ts";

// A comment describes itself in HTML comments on separate lines, which GitHub does not show: at its start what it is
// about, then for each part its stored facts, and where its blocks begin and end.

const FIRST_LINE = /^<!-- eks-pipeline:plans (\{.*\}) -->/;
const LINE = /^<!-- eks-pipeline:(part|block|end|rest)(?: (\{.*\}))? -->$/gm;

/**
 * Returns a value as an HTML comment. Nothing in the JSON can end the HTML comment, and it never contains two hyphens:
 * both are escaped. So are the two characters that JSON leaves as they are but that a pattern takes for the end of a
 * line.
 */
const hide = (kind: string, value: unknown): string =>
  `<!-- eks-pipeline:${kind} ${escapeJson(JSON.stringify(value))} -->`;

const escapeJson = (json: string): string =>
  json.replaceAll(
    /[<>\u2028\u2029]|(?<=-)-/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Returns a text in which no line can be taken for one of our HTML comments. */
export const withoutMarkers = (text: string): string =>
  text.replaceAll(/^(\s*<!--)( eks-pipeline:)/gm, "$1\u200b$2");

/** Returns the first line of a comment. */
export const writeTarget = ({ workflow, label }: Target): string =>
  hide("plans", { workflow, label });

/** Returns what the comment is about; undefined if it is not the comment of an environment. */
export function readTarget(text: string): Target | undefined {
  const [, json = ""] = FIRST_LINE.exec(text) ?? [];
  const found = readJson(json) as Partial<Target> | undefined;
  return typeof found?.workflow === "string" && typeof found.label === "string"
    ? { workflow: found.workflow, label: found.label }
    : undefined;
}

/** Returns the stored facts of a part, and its blocks between hidden lines. */
export function writePart({ blocks, ...stored }: Part): { before: string; blocks: string } {
  const texts = blocks.map(
    // Trimmed, as it is read back: a text that differs from the comment by a blank at its end would be written again
    // and again.
    ({ text, ...block }) => `${hide("block", block)}\n${withoutMarkers(text.trim())}`,
  );
  return {
    // In the order of the schema: equal parts give equal texts, no matter which job writes them.
    before: hide("part", storedPart.parse(stored)),
    blocks: [...texts, "<!-- eks-pipeline:end -->"].join("\n\n"),
  };
}

/** Returns the parts that have no section as hidden lines. The next writer needs to know them too. */
export const writeRest = (parts: readonly Part[]): string =>
  hide("rest", { z: pack(parts.map((part) => storedPart.parse(part))) });

/** Reads the parts of a comment. A part that somebody has edited and that cannot be read any more is left out. */
export function readParts(comment: string): Part[] {
  // GitHub's editor writes CRLF.
  const text = comment.replaceAll("\r\n", "\n");
  const parts: Part[] = [];
  let part: Part | undefined;
  let block: { title: string; rank: number; start: number } | undefined;
  for (const found of text.matchAll(LINE)) {
    const [line, kind, json = ""] = found;
    if (block !== undefined)
      part?.blocks.push(blockOf(block, text.slice(block.start, found.index)));
    block = undefined;
    if (kind === "part") {
      part = readStored(json);
      if (part !== undefined) parts.push(part);
    } else if (kind === "block") {
      const { title, rank } = (readJson(json) ?? {}) as Partial<Block>;
      if (typeof title === "string" && typeof rank === "number")
        block = { title, rank, start: found.index + line.length };
    } else {
      part = undefined;
      if (kind === "rest") parts.push(...readRest(json));
    }
  }
  return parts;
}

const blockOf = ({ title, rank }: Omit<Block, "text">, text: string): Block => ({
  title,
  rank,
  text: text.trim(),
});

const readStored = (json: string): Part | undefined => readValue(readJson(json));

function readValue(value: unknown): Part | undefined {
  const { success, data } = storedPart.safeParse(value);
  return success ? { ...data, blocks: [] } : undefined;
}

function readRest(json: string): Part[] {
  const { z: packed } = (readJson(json) ?? {}) as { z?: unknown };
  const values = typeof packed === "string" ? unpack(packed) : undefined;
  return Array.isArray(values) ? values.flatMap((one) => readValue(one) ?? []) : [];
}
