// Secrets of every kind, and how tools write them. The forms are implemented again here, independently of the tested
// code.
import { isDistinctive } from "../../actions/lib/redact/forms.ts";
import { WORDS } from "../../actions/plan-and-comment/src/report/words.ts";
import fc from "./fast-check.ts";

const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("");
const SCRIPTS = "äßçñøжщыюяαβγδ密码钥匙ひらカナ한글עבריתعربيहिन्दीไทยáé👩‍👧🔑𝔘";
export const secret = fc
  .string({
    unit: fc.constantFrom(...Array.from(PRINTABLE + PRINTABLE + SCRIPTS)),
    minLength: 8,
    maxLength: 24,
  })
  .map((text) => text.trim())
  // fast-check also generates words of JavaScript, such as `arguments`, which is also a word of our texts.
  .filter(
    (text) => isDistinctive(text) && new Set(text).size > 4 && !WORDS.join("\n").includes(text),
  );
/** Generates numbers such as those of cards, phones, accounts and releases. */
export const secretOfDigits = fc
  .string({
    unit: fc.constantFrom(...Array.from("0123456789012345678901234567890123456789.-[]/ ")),
    minLength: 9,
    maxLength: 24,
  })
  .map((text) => text.trim())
  .filter((text) => (text.match(/\d/g) ?? []).length > 7 && new Set(text).size > 4);
/** Generates secrets that consist mostly of characters that tools escape in different ways. */
export const secretOfMarks = fc
  .string({
    unit: fc.constantFrom(...Array.from("abcXYZ019!'()*~$&+,/:;=?@#%<>\\\"ü密")),
    minLength: 8,
    maxLength: 24,
  })
  .filter((text) => isDistinctive(text) && new Set(text).size > 4);
export const secretOfLines = fc
  .array(secret, { minLength: 2, maxLength: 3 })
  .map((lines) => lines.join("\n"));

/** Percent-encodes all characters except letters, digits and the given marks. */
const percentEncode = (text: string, marks: string, write = (hex: string) => hex): string =>
  [...Buffer.from(text.toWellFormed())]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[A-Za-z0-9]/.test(character) || marks.includes(character)) return character;
      return write(`%${byte.toString(16).toUpperCase().padStart(2, "0")}`);
    })
    .join("");
const asciiJson = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
const goJson = (text: string): string =>
  JSON.stringify(text)
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026");
const html = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** How tools write a value, without the quotes around it. */
export const ENCODERS: readonly ((secret: string) => string)[] = [
  (one) => one,
  (one) => JSON.stringify(one).slice(1, -1),
  (one) => JSON.stringify(JSON.stringify(one)).slice(3, -3),
  (one) => goJson(one).slice(1, -1),
  (one) => asciiJson(one).slice(1, -1),
  (one) => JSON.stringify(one).slice(1, -1).replaceAll("/", "\\/"),
  (one) => encodeURIComponent(one.toWellFormed()),
  (one) => encodeURI(one.toWellFormed()),
  // terraform's urlencode and Go's url.QueryEscape.
  (one) => percentEncode(one, "-_.~ ").replaceAll(" ", "+"),
  // A form (application/x-www-form-urlencoded), as URLSearchParams writes it.
  (one) => percentEncode(one, "-_.* ").replaceAll(" ", "+"),
  // Go's url.UserPassword and url.PathEscape, and Python's quote.
  (one) => percentEncode(one, "-_.~$&+,;="),
  (one) => percentEncode(one, "-_.~$&+:=@"),
  (one) => percentEncode(one, "-_.~/"),
  (one) => percentEncode(one, "-_.~", (hex) => hex.toLowerCase()),
  (one) => goJson(percentEncode(one, "-_.~$&+,;=")).slice(1, -1),
  html,
  (one) => html(one).replaceAll("'", "&#39;").replaceAll("&quot;", "&#34;"),
  (one) => html(one).replaceAll("'", "&#x27;"),
  (one) => html(one).replaceAll("'", "&apos;"),
  (one) => one.replaceAll("'", "'\\''"),
  // YAML and SQL in single quotes, and CSV.
  (one) => one.replaceAll("'", "''"),
  (one) => one.replaceAll('"', '""'),
  (one) => Buffer.from(one).toString("hex"),
  (one) => Buffer.from(one).toString("hex").toUpperCase(),
];
