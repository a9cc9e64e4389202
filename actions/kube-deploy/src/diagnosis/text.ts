import type { Redact } from "../../../lib/redact/redactor.ts";

/** Returns the complete text on one line. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

/** Shortens a text to at most `length` characters. The beginning and a shorter end are kept: both say what is wrong. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.floor(length / 4);
  return `${text.slice(0, length - end - 1)}…${text.slice(text.length - end)}`.toWellFormed();
}

/** Returns an image without the host of its registry, which may contain an account number that the runner masks. */
export function shortImage(image: string): string {
  const [host = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(host) ? rest.join("/") : image;
}

/** Most characters of a cluster's message in a log or a report. */
const LONGEST_QUOTE = 600;

/** Prepares a text from the cluster for people: redacts it unchanged, then puts it on one line of limited length. */
export const quote = (text: string, redact: Redact): string =>
  shorten(oneLine(redact(text)), LONGEST_QUOTE);
