import type { Redact } from "../../../lib/redact/redactor.ts";

/** Text on one line, whole. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

/** At most `length` characters. Of a longer text the beginning and a shorter end are kept: both say what is wrong. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.floor(length / 4);
  return `${text.slice(0, length - end - 1)}…${text.slice(text.length - end)}`.toWellFormed();
}

/** An image without the host of its registry, which may hold an account number that the runner masks. */
export function shortImage(image: string): string {
  const [host = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(host) ? rest.join("/") : image;
}

/** Characters of a message of the cluster in a log or a report. */
const LONGEST_QUOTE = 600;

/** A text of the cluster for people: redacted as it came, then on one line of bounded length. */
export const quote = (text: string, redact: Redact): string =>
  shorten(oneLine(redact(text)), LONGEST_QUOTE);
