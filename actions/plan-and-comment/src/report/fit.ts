import { cutText } from "../../../lib/markdown/cut.ts";
import { details } from "../../../lib/markdown/layout.ts";
import type { Document, Item, Section } from "./document.ts";
import { count } from "./text.ts";

/** The part of the budget that stays reserved for the titles of each later section. */
const SHARE = 0.08;
/** Bytes of the blank line around blocks, and of the line that counts what was left out. */
const SEPARATOR = 2;
const REST_LINE = 40;

interface Shown {
  text: string;
  bytes: number;
  full: boolean;
}

/**
 * Fits a document into `bytes` bytes of UTF-8. Head, foot and each section's title are kept. Sections get their space in
 * order, first for the titles of their items, then for their bodies. What is left out is counted.
 */
export function fit(document: Document, bytes: number): string {
  const sections = document.sections.filter(({ items }) => items.length > 0);
  const fixed = [document.head, document.foot, ...sections.map(titleLine)];
  let left = bytes - fixed.reduce((sum, text) => sum + size(text) + SEPARATOR, 0);
  left -= sections.length * (REST_LINE + SEPARATOR);
  // A single pass when all of it fits, which is the usual case.
  const needs = sections.map(({ items }) => sum(items.map((item) => size(fullForm(item)))));
  const plenty = sum(needs) <= left;
  const reserves = sections.map(({ items }, at) =>
    Math.min(sum(items.map((item) => size(shortForm(item)))), needs[at] ?? 0, bytes * SHARE),
  );
  const blocks = sections.map((section, at) => {
    const reserved = plenty ? 0 : sum(reserves.slice(at + 1));
    const { text, used } = fill(section, left - reserved);
    left -= used;
    return text;
  });
  // Half a surrogate pair counts three bytes, as U+FFFD does: the size stays what was computed.
  return cutText([document.head, ...blocks, document.foot].join("\n\n").toWellFormed(), bytes);
}

function fill(section: Section, space: number): { text: string; used: number } {
  let left = space;
  const shown: Shown[] = [];
  for (const item of section.items) {
    const text = shortForm(item);
    const bytes = size(text);
    if (bytes > left) break;
    left -= bytes;
    shown.push({ text, bytes, full: item.body === "" });
  }
  section.items.slice(0, shown.length).forEach((item, at) => {
    const before = shown[at];
    if (before === undefined || before.full) return;
    const text = fullForm(item);
    const bytes = size(text);
    if (bytes - before.bytes > left) return;
    left -= bytes - before.bytes;
    shown[at] = { text, bytes, full: true };
  });
  const rest = section.items.length - shown.length;
  const lines = shown.map(({ text }) => text);
  if (rest > 0) lines.push(`… and ${count(rest)} more`);
  return { text: [titleLine(section), ...lines].join("\n\n"), used: space - left };
}

const titleLine = ({ title }: Section): string => `#### ${title}`;

const shortForm = ({ title }: Item): string => `- ${title}`;

const fullForm = (item: Item): string =>
  item.body === "" ? shortForm(item) : details(item.heading, item.body);

/** Bytes of a block with the blank line after it. */
const size = (text: string): number => Buffer.byteLength(text) + SEPARATOR;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
