import { escapeMarkdown } from "../markdown/escape.ts";
import { SHORTEST } from "./search.ts";

/** Values that stand in ordinary text: hiding them would make it unreadable and protect nothing. */
const ORDINARY = /^(?:true|false|null|-?\d(?:\.?\d){0,5})$/;
/** Without a letter or digit, a value has to be as varied as a password to be told from punctuation. */
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
 * The forms in which tools write a value: as it is; as JSON, also as Go and Terraform's `jsonencode` write it
 * (`<` becomes `\u003c`), once and twice; as HCL; URI-encoded, also as a form does it; as HTML; as our Markdown; and as
 * base64 inside of a longer text.
 */
export function formsOf(value: string): Set<string> {
  const json = jsonOf(value);
  const uri = encodeURIComponent(value.toWellFormed());
  return new Set([
    value,
    json,
    goJson(json),
    // JSON in a text in JSON, as Helm's values and AWS's policies come.
    jsonOf(json),
    jsonOf(goJson(json)),
    goJson(jsonOf(json)),
    json.replaceAll("${", "$${").replaceAll("%{", "%%{"),
    uri,
    uri.replaceAll("%20", "+"),
    encodeURI(value.toWellFormed()),
    html(value),
    html(value).replaceAll("&quot;", "&#34;").replaceAll("'", "&#39;"),
    escapeMarkdown(value),
    ...base64Forms(value),
  ]);
}

const jsonOf = (text: string): string => JSON.stringify(text).slice(1, -1);

/** https://pkg.go.dev/encoding/json#Marshal: "<", ">", "&", U+2028 and U+2029 are escaped. */
const goJson = (json: string): string =>
  json.replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const html = (value: string): string =>
  value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

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
