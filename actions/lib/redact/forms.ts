import { escapeMarkdown } from "../markdown/escape.ts";
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
 * as base64 inside of a longer text, also of JSON, and as base64 on several lines.
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
    ...base64Forms(value),
    ...jsonForms(value).flatMap((json) => [...base64Forms(json)]),
    ...wrappedBase64(value),
  ]);
}

/** A value inside of JSON, as most tools and as Go writes it, where that is not the value itself. */
function jsonForms(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const escapeForGo = (mark: string) => `\\u00${mark.charCodeAt(0).toString(16)}`;
  return [...new Set([json, json.replaceAll(/[<>&]/g, escapeForGo)])].filter(
    (one) => one !== value,
  );
}

/** Columns at which base64 is wrapped by coreutils and MIME (RFC 2045), and by OpenSSL and PEM (RFC 7468). */
const COLUMNS = [76, 64];

/** The lines of the base64 of a value, with and without the line break that `echo` adds, which changes only the last ones. */
function* wrappedBase64(value: string): Generator<string> {
  for (const columns of COLUMNS) {
    const lines = linesOf(Buffer.from(value).toString("base64"), columns);
    if (lines.length > 1)
      yield* (
        [...lines, ...linesOf(Buffer.from(`${value}\n`).toString("base64"), columns).slice(-2)]
          // The last one may be of a few bytes, which stand anywhere.
          .filter((line) => line.length >= SHORTEST * 2)
      );
  }
}

const linesOf = (text: string, columns: number): string[] =>
  Array.from({ length: Math.ceil(text.length / columns) }, (_, at) =>
    text.slice(at * columns, (at + 1) * columns),
  );

/**
 * What base64 makes of a text depends on its offset modulo three in the longer text. The characters at both seams also
 * hold bits of the neighbours, so only the inner ones can be matched.
 */
function* base64Forms(value: string): Generator<string> {
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.from("\0".repeat(shift) + value)
      .toString("base64")
      .replace(/=+$/, "");
    const whole = (Buffer.byteLength(value) + shift) % 3 === 0;
    const inner = encoded.slice(shift === 0 ? 0 : shift + 1, whole ? undefined : -1);
    if (inner.length < SHORTEST * 2) continue;
    yield inner;
    yield inner.replaceAll("+", "-").replaceAll("/", "_");
  }
}
