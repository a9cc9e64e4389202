import type { Token } from "marked";

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&dollar;": "$",
  "&#39;": "'",
  "&#96;": "`",
  "&amp;": "&",
};

const ENTITY = new RegExp(Object.keys(ENTITIES).join("|"), "g");

/** Returns the text of a block or inline element, without its Markdown. */
export function textOf(token: Token): string {
  const { tokens } = token as { tokens?: Token[] };
  if (tokens !== undefined && tokens.length > 0) return tokens.map(textOf).join("");
  if (token.type === "br") return "\n";
  if (token.type === "html") return decode(withoutTags(token.raw));
  const { text = "" } = token as { text?: string };
  return token.type === "codespan" ? visible(text) : decode(text);
}

/** Returns the text of an HTML block, without its tags and comments. */
export const textOfHtml = (html: string): string => decode(withoutTags(html)).trim();

/** Removes what would control the terminal: colours and control characters. */
export const printable = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    // eslint-disable-next-line no-control-regex -- the escape character begins a colour
    .replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, "")
    .replaceAll(/(?![\n\t])\p{Cc}/gu, "");

/** Removes the zero-width characters that keep GitHub from making links of names. */
const visible = (text: string): string =>
  printable(text)
    .replaceAll(/[\u200B\u2060]/g, "")
    .replaceAll("\t", " ");

const withoutTags = (html: string): string =>
  html.replaceAll(/<br\s*\/?>/g, "\n").replaceAll(/<!--[^]*?-->|<\/?[a-z][^>]*>/g, "");

const decode = (text: string): string =>
  visible(text).replaceAll(ENTITY, (entity) => ENTITIES[entity] ?? entity);
