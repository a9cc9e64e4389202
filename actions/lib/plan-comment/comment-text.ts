import { readJson } from "../text/json.ts";
import { pack, unpack } from "./packed.ts";
import { storedPart } from "./part.ts";
import type { Block, Part } from "./part.ts";
import type { Target } from "./target.ts";

// What a comment says of itself is in HTML comments on lines of their own, which GitHub does not show: at its start what
// it is about, then for each part what is known of it, and where its blocks begin and end.

const FIRST_LINE = /^<!-- eks-pipeline:plans (\{.*\}) -->/;
const LINE = /^<!-- eks-pipeline:(part|block|end|rest)(?: (\{.*\}))? -->$/gm;

/**
 * Nothing in the JSON can end the HTML comment, and two hyphens do not stand in it: both are escaped. So are the two
 * characters that JSON leaves as they are and a pattern takes for the end of a line.
 */
const hide = (kind: string, value: unknown): string =>
  `<!-- eks-pipeline:${kind} ${escapeJson(JSON.stringify(value))} -->`;

const escapeJson = (json: string): string =>
  json.replaceAll(
    /[<>\u2028\u2029]|(?<=-)-/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A text in which no line can be taken for one of ours. */
export const withoutMarkers = (text: string): string =>
  text.replaceAll(/^(\s*<!--)( eks-pipeline:)/gm, "$1\u200b$2");

/** The first line of a comment. */
export const writeTarget = ({ workflow, label }: Target): string =>
  hide("plans", { workflow, label });

/** What the comment is about; undefined when it is not the comment of an environment. */
export function readTarget(text: string): Target | undefined {
  const [, json = ""] = FIRST_LINE.exec(text) ?? [];
  const found = readJson(json) as Partial<Target> | undefined;
  return typeof found?.workflow === "string" && typeof found.label === "string"
    ? { workflow: found.workflow, label: found.label }
    : undefined;
}

/** What is known of a part, and its blocks between lines that are not shown. */
export function writePart({ blocks, ...stored }: Part): { before: string; blocks: string } {
  const texts = blocks.map(
    // As it is read: a text that differs from the comment by a blank at its end would be written again and again.
    ({ text, ...block }) => `${hide("block", block)}\n${withoutMarkers(text.trim())}`,
  );
  return {
    // In the order of the schema: equal parts are equal texts, whoever writes them.
    before: hide("part", storedPart.parse(stored)),
    blocks: [...texts, "<!-- eks-pipeline:end -->"].join("\n\n"),
  };
}

/** Parts that have no section, which are known to the next writer all the same. */
export const writeRest = (parts: readonly Part[]): string =>
  hide("rest", { z: pack(parts.map((part) => storedPart.parse(part))) });

/** The parts of a comment. What somebody has edited so that it cannot be read is not there. */
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
