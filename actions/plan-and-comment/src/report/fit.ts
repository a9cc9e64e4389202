import { cutText } from "../../../lib/markdown/cut.ts";
import { details } from "../../../lib/markdown/layout.ts";
import type { Detail, Document, Item, Section } from "./document.ts";
import { count } from "./text.ts";

/** The part of the budget that stays reserved for the titles of each later section. */
const SHARE = 0.08;
/** Bytes of the blank line around blocks, and of the line that counts what was left out. */
const SEPARATOR = 2;
const REST_LINE = 40;

/** So many bodies in a row that did not fit: what is left is too small for any. */
const MISSES = 50;

interface Shown {
  text: string;
  bytes: number;
}

/**
 * Fits a document into `bytes` bytes of UTF-8. Head, foot and each section's title are kept. Sections get their space in
 * order, first for the titles of their items, then for their bodies. What is left out is counted.
 * Sections that are for whole reports only are left out of a folded one.
 * @param detail `whole` leaves nothing out of a body as long as there is room for it
 */
export function fit(document: Document, bytes: number, detail: Detail = "folded"): string {
  const sections = document.sections.filter(
    ({ items, wholeOnly = false }) => items.length > 0 && (detail === "whole" || !wholeOnly),
  );
  const fixed = [document.head, document.foot, ...sections.map(titleLine)];
  let left = bytes - fixed.reduce((sum, text) => sum + size(text) + SEPARATOR, 0);
  left -= sections.length * (REST_LINE + SEPARATOR);
  // A single pass when all of it fits, which is the usual case.
  const all = allForms(sections, left, detail);
  const reserves = sections.map(({ items }) =>
    Math.min(sum(items.map((item) => size(shortForm(item)))), bytes * SHARE),
  );
  const blocks = sections.map((section, at) => {
    if (all !== undefined) return [titleLine(section), ...(all[at] ?? [])].join("\n\n");
    const { text, used } = fill(section, left - sum(reserves.slice(at + 1)), detail);
    left -= used;
    return text;
  });
  // Half a surrogate pair counts three bytes, as U+FFFD does: the size stays what was computed.
  return cutText([document.head, ...blocks, document.foot].join("\n\n").toWellFormed(), bytes);
}

/** Every item with its body; undefined when there is no room for all. Stops rendering there. */
function allForms(
  sections: readonly Section[],
  bytes: number,
  detail: Detail,
): string[][] | undefined {
  let left = bytes;
  const all: string[][] = [];
  for (const { items } of sections) {
    const forms: string[] = [];
    for (const item of items) {
      const text = withBody(item, (detail === "whole" ? item.whole : undefined) ?? item.body);
      left -= size(text);
      if (left < 0) return undefined;
      forms.push(text);
    }
    all.push(forms);
  }
  return all;
}

function fill(section: Section, space: number, detail: Detail): { text: string; used: number } {
  let left = space;
  const shown: Shown[] = [];
  for (const item of section.items) {
    const text = shortForm(item);
    const bytes = size(text);
    if (bytes > left) break;
    left -= bytes;
    shown.push({ text, bytes });
  }
  const grow = (bodyOf: (item: Item) => string | undefined) => {
    let misses = 0;
    for (const [at, before] of shown.entries()) {
      const item = section.items[at];
      const body = item === undefined || misses > MISSES ? undefined : bodyOf(item);
      if (item === undefined || body === undefined) continue;
      const text = withBody(item, body);
      const more = size(text) - before.bytes;
      misses = more > left ? misses + 1 : 0;
      if (more > left) continue;
      left -= more;
      shown[at] = { text, bytes: size(text) };
    }
  };
  grow(({ body }) => body);
  if (detail === "whole") grow(({ whole }) => whole);
  const rest = section.items.length - shown.length;
  const lines = shown.map(({ text }) => text);
  if (rest > 0) lines.push(`… and ${count(rest)} more`);
  return { text: [titleLine(section), ...lines].join("\n\n"), used: space - left };
}

const titleLine = ({ title }: Section): string => `#### ${title}`;

const shortForm = ({ title }: Item): string => `- ${title}`;

const withBody = (item: Item, body: string): string =>
  body === "" ? shortForm(item) : details(item.heading, body);

/** Bytes of a block with the blank line after it. */
const size = (text: string): number => Buffer.byteLength(text) + SEPARATOR;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
