import { cutLine, cutText } from "../../../lib/markdown/cut.ts";
import { details } from "../../../lib/markdown/layout.ts";
import { headText } from "../../../lib/plan-comment/head-text.ts";
import type { Block } from "../../../lib/plan-comment/part.ts";
import type { Detail, Document, Item, Section } from "./document.ts";
import { count } from "./text.ts";

/** Share of the budget that stays reserved for the titles of each later section. */
const SHARE = 0.08;
/** Bytes of the blank line around blocks, and of the line that counts what was left out. */
const SEPARATOR = 2;
const REST_LINE = 40;

/** After this many bodies in a row that did not fit, the remaining space is too small for any body. */
const MISSES = 50;

interface Shown {
  item: Item;
  text: string;
  bytes: number;
}

/**
 * Fits a document into `bytes` bytes of UTF-8. Keeps the head, the foot and each section's title. Sections get their
 * space in order, first for the titles of their items, then for their bodies. What is left out is counted. A section
 * for the other kind of report is left out.
 * @param detail `whole` leaves nothing out of a body as long as there is room for it
 */
export function fit(document: Document, bytes: number, detail: Detail = "folded"): string {
  const head = headText(document.head, document.statusLine);
  const fixed = [head, document.foot];
  const room = bytes - fixed.reduce((sum, text) => sum + size(text) + SEPARATOR, 0);
  const blocks = fitBlocks(document, room, detail).map(({ text }) => text);
  // Half a surrogate pair takes three bytes, as U+FFFD does, so the size stays as computed.
  return cutText([head, ...blocks, document.foot].join("\n\n").toWellFormed(), bytes);
}

/**
 * Fits the sections of a document into `bytes` bytes of UTF-8, as far as that is possible. Each section keeps its
 * title.
 */
export function fitBlocks(
  document: Pick<Document, "sections">,
  bytes: number,
  detail: Detail = "folded",
): Block[] {
  const ranked = document.sections.map((section, rank) => ({ ...section, rank }));
  const sections = ranked.filter(({ items, only = detail }) => items.length > 0 && only === detail);
  const titles = sections.map((section) => wrap(section, []));
  let left = bytes - titles.reduce((sum, text) => sum + size(text) + SEPARATOR, 0);
  left -= sections.length * (REST_LINE + SEPARATOR);
  // One pass is enough if everything fits, which is the usual case.
  const all = allForms(sections, left, detail);
  const reserves = sections.map((section) => titleBytes(section, bytes * SHARE, detail));
  return sections.map((section, at) => {
    const { title, rank } = section;
    if (all !== undefined) return { title, rank, text: wrap(section, all[at] ?? []) };
    const space = left - sum(reserves.slice(at + 1));
    const { text, used } = fill(section, Math.min(space, section.most ?? space), detail);
    left -= used;
    return { title, rank, text };
  });
}

/** Renders every item with its body. If there is no room for all of them, stops and returns undefined. */
function allForms(
  sections: readonly Section[],
  bytes: number,
  detail: Detail,
): string[][] | undefined {
  let left = bytes;
  const all: string[][] = [];
  for (const section of sections) {
    const forms: string[] = [];
    let room = Math.min(left, section.most ?? left);
    for (const item of section.items) {
      const body = (detail === "whole" ? item.whole : undefined) ?? item.body;
      const text = withBody(item, body, section, detail);
      left -= size(text);
      room -= size(text);
      if (room < 0) return undefined;
      forms.push(text);
    }
    all.push(forms);
  }
  return all;
}

/** Returns the bytes of the titles of items, but no more than `most`: a large plan has thousands of items. */
function titleBytes(section: Section, most: number, detail: Detail): number {
  let bytes = 0;
  for (const item of section.items) {
    bytes += size(shortForm(item, section, detail));
    if (bytes >= most) return most;
  }
  return bytes;
}

function fill(section: Section, space: number, detail: Detail): { text: string; used: number } {
  let left = space;
  const shown: Shown[] = [];
  let skipped = 0;
  for (const item of section.items) {
    const text = shortForm(item, section, detail);
    const bytes = size(text);
    // An item with a very long name does not hide the items after it.
    if (bytes > left) skipped += 1;
    if (skipped > MISSES) break;
    if (bytes > left) continue;
    left -= bytes;
    shown.push({ item, text, bytes });
  }
  const grow = (bodyOf: (item: Item) => string | undefined) => {
    let misses = 0;
    for (const [at, before] of shown.entries()) {
      const { item } = before;
      const body = misses > MISSES ? undefined : bodyOf(item);
      if (body === undefined) continue;
      const text = withBody(item, body, section, detail);
      const more = size(text) - before.bytes;
      misses = more > left ? misses + 1 : 0;
      if (more > left) continue;
      left -= more;
      shown[at] = { item, text, bytes: size(text) };
    }
  };
  grow(({ body }) => body);
  if (detail === "whole") grow(({ whole }) => whole);
  const rest = section.items.length - shown.length;
  const lines = shown.map(({ text }) => text);
  if (rest > 0) lines.push(`… and ${count(rest)} more`);
  return { text: wrap(section, lines), used: space - left };
}

/**
 * Returns a section with its title. If the section is one fold, the fold's HTML is always closed, however much of the
 * section is shown.
 */
function wrap({ title, layout = "folds" }: Section, blocks: readonly string[]): string {
  const text = layout === "folds" ? blocks.join("\n\n") : joinTight(blocks);
  if (layout === "fold") return details(title, text);
  const heading = `#### ${title}`;
  return text === "" ? heading : `${heading}\n\n${text}`;
}

/** Joins blocks. Entries of a list follow each other without a blank line between them. */
const joinTight = (blocks: readonly string[]): string =>
  blocks
    .map((block, at) => {
      if (at === 0) return block;
      const before = blocks[at - 1] ?? "";
      const isList = block.startsWith("- ") && before.startsWith("- ") && !before.includes("\n");
      return `${isList ? "\n" : "\n\n"}${block}`;
    })
    .join("");

/** Maximum length of a title in a comment, in characters: the name of an object could take all the room. */
const LONGEST_TITLE = 2_000;

/**
 * Returns the line of an item in a list. A title that is longer than the section's limit is cut to a quarter of the
 * limit, so that other titles have room next to it, even with characters of three bytes. An entry that is nothing but
 * its body has no title.
 */
function shortForm({ title }: Item, { most }: Section, detail: Detail): string {
  if (title === "") return "… not shown here";
  const line = `- ${title}`;
  const fits = most === undefined ? title.length <= LONGEST_TITLE : size(line) <= most;
  if (detail === "whole" || fits) return line;
  const longest = Math.min(LONGEST_TITLE, Math.floor((most ?? Infinity) / 4));
  return `- ${cutLine(title, longest)} …`;
}

function withBody(item: Item, body: string, section: Section, detail: Detail): string {
  const { layout = "folds" } = section;
  if (body === "") return shortForm(item, section, detail);
  const isLong = detail === "folded" && item.heading.length > LONGEST_TITLE;
  if (layout === "folds" && !isLong) return details(item.heading, body);
  return item.title === "" ? body : `${shortForm(item, section, detail)}\n\n${body}`;
}

/** Returns the bytes of a block and of the blank line after it. */
const size = (text: string): number => Buffer.byteLength(text) + SEPARATOR;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
