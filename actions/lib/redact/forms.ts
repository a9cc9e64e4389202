import { escapeMarkdown } from "../markdown/escape.ts";
import { base64Forms } from "./base64.ts";
import { SHORTEST } from "./search.ts";

/** Values that stand in ordinary text: hiding them would make it unreadable and protect nothing. */
const ORDINARY = /^(?:true|false|null|-?\d(?:\.?\d){0,5})$/;
/** Without a letter or digit, a value has to be as varied as a password to be distinguished from punctuation. */
const VARIED = { length: 8, characters: 5 };

/**
 * Whether a value can be hidden wherever it stands. Shorter than four characters, `true`, `false`, `null`, a
 * number or version of up to six digits, and punctuation such as `}` or `-----` can not: such a value is hidden only where it is known to stand.
 */
export function isDistinctive(value: string): boolean {
  if (value.length < SHORTEST || ORDINARY.test(value)) return false;
  if (/[\p{L}\p{N}]/u.test(value)) return true;
  return value.length >= VARIED.length && new Set(value).size >= VARIED.characters;
}

/**
 * The forms in which tools write a value, besides those that `decodingsOf` reads: as it is, as a URL's query with `+` for
 * each space, between a shell's single quotes, between quotes of YAML, SQL or CSV, as HCL, as our Markdown, in hexadecimal,
 * and as base64 inside of a longer text, also of JSON.
 */
export function formsOf(value: string): Set<string> {
  const wellFormed = value.toWellFormed();
  const hexadecimal = Buffer.from(value).toString("hex");
  return new Set([
    value,
    // Half of a surrogate pair becomes U+FFFD in UTF-8.
    wellFormed,
    wellFormed.replaceAll(" ", "+"),
    value.replaceAll("'", String.raw`'\''`),
    value.replaceAll("'", `'"'"'`),
    value.replaceAll("'", "''"),
    value.replaceAll('"', '""'),
    value.replaceAll("${", "$${").replaceAll("%{", "%%{"),
    escapeMarkdown(value),
    hexadecimal,
    hexadecimal.toUpperCase(),
    ...[value, ...jsonForms(value)]
      .flatMap((text) => base64Forms(text))
      .flatMap((form) => [form, asUrl(form)]),
  ]);
}

/** A value inside of JSON, as most tools and as Go writes it, where that is not the value itself. */
export function jsonForms(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const escapeForGo = (mark: string) => `\\u00${mark.charCodeAt(0).toString(16)}`;
  return [...new Set([json, json.replaceAll(/[<>&]/g, escapeForGo)])].filter(
    (one) => one !== value,
  );
}

/** Base64 with the alphabet for URLs (RFC 4648). */
const asUrl = (base64: string): string => base64.replaceAll("+", "-").replaceAll("/", "_");
