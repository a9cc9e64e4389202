/**
 * Makes any text safe inside a Markdown paragraph, heading or table cell: no formatting, no HTML, no mention, no
 * issue reference, no line break. A zero-width space after `@`, `#` and in `://` keeps GitHub from linking and from
 * notifying people.
 */
export const escapeMarkdown = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]|~]/g, "\\$&")
    .replaceAll(/[@#]/g, "$&\u200b")
    .replaceAll(/:\/\//g, ":\u200b//");

/** Text as inline code, with as many backticks around it as its content needs. Empty text gives empty text. */
export function code(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, " ");
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
  return `${ticks}${language}\n${text.replace(/\n$/, "")}\n${ticks}`;
}

/** Length of the longest run of backticks. */
function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
