import { createHash } from "node:crypto";
import { code, escapeMarkdown } from "../../../lib/markdown/escape.ts";

/**
 * Text for one line of a code fence. Characters that break the line, or that turn the direction of the text beside them
 * (https://trojansource.codes), become visible escapes; lone surrogates become U+FFFD.
 */
export const oneLine = (text: string): string =>
  // Nearly every text is plain, and a plan has hundreds of thousands.
  PLAIN.test(text)
    ? text
    : text
        .toWellFormed()
        .replaceAll(
          /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
          (character) => ESCAPES[character] ?? hexadecimal(character),
        );

const PLAIN = /^[ -~]*$/;

const ESCAPES: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\t" };

const hexadecimal = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const LONGEST = 240;
const KEPT = 80;

/** A long text as its beginning, its length and its hash, so that a change of the rest is still visible. */
export function elide(text: string): string {
  if (text.length <= LONGEST) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `${text.slice(0, KEPT).toWellFormed()}… (${count(text.length)} characters, sha256 ${hash})`;
}

/** 12,345 */
export const count = (value: number): string =>
  String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");

/** 1 resource, 2 resources */
export const plural = (value: number, word: string): string =>
  `${count(value)} ${word}${value === 1 ? "" : "s"}`;

/** How a text is written where GitHub reads Markdown, and where it reads HTML (the head of a folded section). */
export interface Style {
  code: (text: string) => string;
  text: (text: string) => string;
}

const escapeHtml = (text: string): string =>
  oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // A client that reads Markdown there after all must not see a code span begin.
    .replaceAll("`", "&#96;");

/** Inside of code GitHub looks for no mention and no reference; elsewhere a zero-width space prevents them. */
export const HTML: Style = {
  code: (text) => `<code>${escapeHtml(text)}</code>`,
  text: (text) => escapeHtml(text).replaceAll(/[@#]/g, "$&\u200b").replaceAll("://", ":\u200b//"),
};

export const MARKDOWN: Style = {
  code: (text) => code(oneLine(text)),
  text: escapeMarkdown,
};

/** Said of failed changes while nobody has read the state. */
export const MAY_EXIST =
  "What failed may exist, or may be changed in part: the next plan shows it.";
