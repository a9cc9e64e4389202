import { createHash } from "node:crypto";
import { code, escapeHtml, escapeHtmlText, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { count, plural } from "../../../lib/text/count.ts";

/**
 * Returns a text for one line of a code fence. Whatever a reader cannot see becomes a visible escape: line breaks,
 * controls, characters without width or that look like a plain space, characters that turn the direction of the text
 * next to them (https://trojansource.codes), and characters that no font has. Other texts stay as they are.
 */
export const oneLine = (text: string): string =>
  // This test comes first: nearly every text is plain, and a plan has hundreds of thousands of texts.
  PLAIN.test(text) ? text : text.replaceAll(INVISIBLE, escapeCharacter);

const PLAIN = /^[ -~]*$/;

// \p{C} has controls, formats, lone surrogates, private and unassigned characters.
const INVISIBLE =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]/gu;

/** Returns whether `oneLine` changes a text. */
export const hasInvisible = (text: string): boolean =>
  !PLAIN.test(text) && text.replaceAll("\t", "") !== oneLine(text).replaceAll("\t", "");

const ESCAPES: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\t" };

const escapeCharacter = (character: string): string => ESCAPES[character] ?? codePoint(character);

/** Writes a character as JSON does: \u200b; \u{e0001} beyond the basic plane. */
export function codePoint(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16);
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits.padStart(4, "0")}`;
}

/**
 * Makes two different texts look different, for example if an accent is one character in one text and two in the other.
 * If they would look alike, every character that is not ASCII becomes an escape.
 */
export function distinguish(before: string, after: string): [string, string] {
  if (PLAIN.test(before) && PLAIN.test(after)) return [before, after];
  if (before === after || before.normalize("NFKC") !== after.normalize("NFKC"))
    return [before, after];
  const escape = (text: string) => text.replaceAll(/[^ -~]/gu, codePoint);
  return [escape(before), escape(after)];
}

const LONGEST = 240;
const KEPT = 80;
/** Number of characters shown before the first difference of two long texts. */
const LEAD = 20;

/** Returns a long text as its beginning, its length and its hash, so that a change of the rest is still visible. */
export const elide = (text: string): string => (text.length <= LONGEST ? text : excerpt(text, 0));

/** Returns two texts. If they are long, returns the part in which they begin to differ. */
export function elideBoth(before: string, after: string): [string, string] {
  if (before.length <= LONGEST && after.length <= LONGEST) return [before, after];
  let same = 0;
  while (same < before.length && before.charAt(same) === after.charAt(same)) same += 1;
  const start = same < KEPT - LEAD ? 0 : same - LEAD;
  return [excerpt(before, start), excerpt(after, start)];
}

function excerpt(text: string, start: number): string {
  if (text.length <= LONGEST && start === 0) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const end = start + KEPT;
  // Half a surrogate pair is left out.
  const shown = text.slice(start, end).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
  const [before, after] = [start > 0 ? "…" : "", end < text.length ? "…" : ""];
  return `${before}${shown}${after} (${count(text.length)} characters, sha256 ${hash})`;
}

export { count, plural };

/** How a text is written where GitHub reads Markdown, and where it reads HTML (the head of a folded section). */
export interface Style {
  code: (text: string) => string;
  text: (text: string) => string;
}

/** GitHub looks for no mention and no reference inside code. Elsewhere, a zero-width space prevents them. */
export const HTML: Style = {
  code: (text) => `<code>${escapeHtml(oneLine(text))}</code>`,
  text: (text) => escapeHtmlText(oneLine(text)),
};

export const MARKDOWN: Style = {
  code: (text) => code(oneLine(text)),
  text: escapeMarkdown,
};

/** In a code fence, nothing needs an escape except what a reader cannot see. */
export const FENCED: Style = { code: oneLine, text: oneLine };

/** Words for failed changes as long as nobody has read the state. */
export const MAY_EXIST =
  "What failed may exist, or may be changed in part: the next plan shows it.";
