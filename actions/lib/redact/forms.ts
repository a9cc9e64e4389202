import { escapeMarkdown } from "../markdown/escape.ts";
import { base64Forms } from "./base64.ts";
import { SHORTEST } from "./search.ts";

/** Values that occur in ordinary text: hiding them would make the text unreadable and protect nothing. */
const ORDINARY = /^(?:true|false|null|-?\d(?:\.?\d){0,5})$/;
/** A value without a letter or digit must be as varied as a password, or it looks like punctuation. */
const VARIED = { length: 8, characters: 5 };

/**
 * Returns whether a value can be hidden wherever it occurs. This is not possible for a value shorter than four
 * characters, `true`, `false`, `null`, a number or version of up to six digits, and punctuation such as `}` or `-----`.
 * Such a value is hidden only at the places that are known to contain it.
 */
export function isDistinctive(value: string): boolean {
  if (value.length < SHORTEST || ORDINARY.test(value)) return false;
  if (/[\p{L}\p{N}]/u.test(value)) return true;
  return value.length >= VARIED.length && new Set(value).size >= VARIED.characters;
}

/**
 * Returns the forms in which tools write a value, in addition to those that `decodingsOf` reads: as it is, as a URL's
 * query with `+` for each space, between a shell's single quotes, between quotes of YAML, SQL or CSV, as HCL, as our
 * Markdown, in hexadecimal, and as base64 inside a longer text, also of JSON, and again in base64 as the login in the
 * .dockerconfigjson of a Secret: https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
 */
export function formsOf(value: string): Set<string> {
  const wellFormed = value.toWellFormed();
  const hexadecimal = Buffer.from(value).toString("hex");
  return new Set([
    value,
    // In UTF-8, half of a surrogate pair becomes U+FFFD.
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
    ...base64Forms(value).flatMap((form) => base64Forms(form)),
  ]);
}

/** Returns a value as most tools, and as Go, write it inside JSON, if that differs from the value itself. */
export function jsonForms(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const escapeForGo = (mark: string) => `\\u00${mark.charCodeAt(0).toString(16)}`;
  return [...new Set([json, json.replaceAll(/[<>&]/g, escapeForGo)])].filter(
    (one) => one !== value,
  );
}

/** Converts base64 to the alphabet for URLs (RFC 4648). */
const asUrl = (base64: string): string => base64.replaceAll("+", "-").replaceAll("/", "_");
