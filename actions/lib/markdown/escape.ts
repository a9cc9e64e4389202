/**
 * A zero-width space after `@` and `#`, in `://`, `www.` and `GH-1` keeps GitHub from linking and from notifying people. A
 * dollar sign would begin a formula, which hides what is between it and the next one.
 */
const withoutLinks = (text: string): string =>
  text
    // After & it begins the number of a character, as we write one.
    .replaceAll(/@|(?<!&)#|\bwww(?=\.)|\bGH-(?=\d)/gi, "$&\u200b")
    .replaceAll("://", ":\u200b//")
    .replaceAll("$", "&dollar;");

/** Controls and line breaks, of which one blank is left. */
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

/** Characters that turn the direction of the text beside them. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Characters that turn the direction of a text become visible: up to the end of the paragraph a reader would see something
 * else than what is there, in the words after the text as well. https://trojansource.codes
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

/** Text of one line for HTML, where no Markdown is read: a blank line in it would end the HTML. */
export const escapeHtml = (text: string): string =>
  withoutTurns(text)
    .replaceAll(BREAKS, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // A client that reads Markdown there after all must not see a code span begin.
    .replaceAll("`", "&#96;");

/** The same outside of code: GitHub looks there for mentions, references and addresses. */
export const escapeHtmlText = (text: string): string => withoutLinks(escapeHtml(text));

/** Text as inline code, with as many backticks around it as its content needs. Empty text gives empty text. */
export function code(text: string): string {
  const line = withoutTurns(text).replaceAll(BREAKS, " ");
  if (line === "") return "";
  const ticks = "`".repeat(longestRun(line) + 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${ticks}${space}${line}${space}${ticks}`;
}

/** Inline code inside a table cell: a pipe would end the cell even between backticks. */
export const codeCell = (text: string): string => code(text).replaceAll("|", "\\|");

/** A fenced block whose fence is longer than any run of backticks in it. */
export function fence(text: string, language = ""): string {
  const ticks = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${language}\n${withoutTurns(text).replace(/\n$/, "")}\n${ticks}`;
}

/** Length of the longest run of backticks. */
function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
