/**
 * Puts a zero-width space after `@` and `#`, and in `://`, `www.` and `GH-1`. It keeps GitHub from linking and from
 * notifying people. A dollar sign would begin a formula, which hides everything up to the next dollar sign.
 */
const withoutLinks = (text: string): string =>
  text
    // After &, a # begins the number of a character, in the form that we write.
    .replaceAll(/@|(?<!&)#|\bwww(?=\.)|\bGH-(?=\d)/gi, "$&\u200b")
    .replaceAll("://", ":\u200b//")
    .replaceAll("$", "&dollar;");

/** Control characters and line breaks. Each run of them becomes one blank. */
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

/** Characters that turn the direction of the text next to them. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes characters that turn the direction of a text visible. Otherwise a reader would see something different from the
 * real text up to the end of the paragraph, even in the words after the text. https://trojansource.codes
 */
const withoutTurns = (text: string): string =>
  text.replaceAll(
    TURNS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/**
 * Makes any text safe inside a Markdown paragraph, heading or table cell: no formatting, no HTML, no mention, no
 * issue reference, no line break, no turned text.
 */
export const escapeMarkdown = (text: string): string =>
  withoutLinks(
    withoutTurns(text)
      .replaceAll(BREAKS, " ")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll(/[\\`*_{}[\]|~]/g, "\\$&"),
  );

/** Escapes text of one line for HTML, where no Markdown is read: a blank line in it would end the HTML. */
export const escapeHtml = (text: string): string =>
  withoutTurns(text)
    .replaceAll(BREAKS, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // A client that reads Markdown in HTML must not see the start of a code span.
    .replaceAll("`", "&#96;");

/**
 * Escapes text in the same way for HTML outside of code: there, GitHub looks for mentions, references and addresses.
 */
export const escapeHtmlText = (text: string): string => withoutLinks(escapeHtml(text));

/** Returns text as inline code, with as many backticks around it as its content needs. Empty text gives empty text. */
export function code(text: string): string {
  const line = withoutTurns(text).replaceAll(BREAKS, " ");
  if (line === "") return "";
  const ticks = "`".repeat(longestRun(line) + 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${ticks}${space}${line}${space}${ticks}`;
}

/** Returns inline code for a table cell: a pipe would end the cell even between backticks. */
export const codeCell = (text: string): string => code(text).replaceAll("|", "\\|");

/** Returns a fenced block. Its fence is longer than any run of backticks in it. */
export function fence(text: string, language = ""): string {
  const ticks = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${language}\n${withoutTurns(text).replace(/\n$/, "")}\n${ticks}`;
}

/** Returns the length of the longest run of backticks. */
function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
