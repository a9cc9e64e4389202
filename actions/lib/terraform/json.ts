/** A number that JavaScript's doubles cannot hold: its digits as they are in the document. */
export class Numeral {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  toString(): string {
    return this.digits;
  }
}

export type Json = null | boolean | number | string | Numeral | Json[] | { [name: string]: Json };

export type JsonObject = Record<string, Json>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Numeral);

/** The text is not JSON. */
export class JsonError extends Error {
  constructor(text: string) {
    // Inside a document, the next characters may be a secret. Text before a document shows which program wrote it.
    const start = /^\s*(?:\{|\[\s*(?:["[{\]\d-]|true|false|null))/.test(text)
      ? ""
      : `; it begins with ${JSON.stringify(text.slice(0, 80))}`;
    const end = /[}\]]\s*$/.test(text) ? "" : " and no closing bracket";
    super(
      text.trim() === ""
        ? "the text is empty"
        : `it is not JSON: it has ${text.length} characters${end}${start}`,
    );
  }
}

/**
 * Parses JSON; numbers that a double would round become `Numeral`s (64-bit ids, long decimals).
 * @throws JsonError
 */
export function parseJson(text: string): Json {
  try {
    const marked = markNumbers(text);
    if (marked === undefined) return JSON.parse(text) as Json;
    return withNumerals(JSON.parse(marked.text) as Json, marked.mark);
  } catch {
    throw new JsonError(text);
  }
}

/** Matches numbers that may be rounded: of sixteen characters or more, or with an exponent. */
const LONG_NUMBER =
  /(?:^|[:,[])\s*(?=[\d.eE+-]{16}|-?[\d.]+[eE])(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*(?:[,\]}]|$))/g;

/**
 * Returns the text with each number that would be rounded as a string of its digits. The string begins with a mark: a
 * character of the private use area that the text does not contain. Undefined if there is no such number, as in nearly
 * every plan.
 */
function markNumbers(text: string): { text: string; mark: string } | undefined {
  let marked = "";
  let kept = 0;
  let mark: string | undefined;
  const quotes = new Quotes(text);
  for (const { 0: whole, 1: token = "", index: start } of text.matchAll(LONG_NUMBER)) {
    const index = start + whole.length - token.length;
    if (keepsItsValue(token) || quotes.isInString(index)) continue;
    mark ??= markFor(text);
    marked += `${text.slice(kept, index)}"${mark}${token}"`;
    kept = index + token.length;
  }
  return mark === undefined ? undefined : { text: marked + text.slice(kept), mark };
}

/** Returns for growing offsets of a JSON text whether they are inside a string. */
class Quotes {
  readonly #text: string;
  #at = 0;
  #inString = false;

  constructor(text: string) {
    this.#text = text;
  }

  isInString(offset: number): boolean {
    for (;;) {
      const quote = this.#text.indexOf('"', this.#at);
      if (quote === -1 || quote >= offset) return this.#inString;
      this.#at = quote + 1;
      if (!this.#inString || !this.#isEscaped(quote)) this.#inString = !this.#inString;
    }
  }

  #isEscaped(quote: number): boolean {
    let first = quote;
    while (this.#text.charAt(first - 1) === "\\") first -= 1;
    return (quote - first) % 2 === 1;
  }
}

/** Converts marked strings back to numbers, in place: a reviver would cost more than the parsing. */
function withNumerals(value: Json, mark: string): Json {
  if (typeof value === "string")
    return value.startsWith(mark) ? new Numeral(value.slice(1)) : value;
  if (typeof value !== "object" || value === null) return value;
  const members = value as Record<string, Json>;
  for (const name of Object.keys(members)) {
    const member = members[name] ?? null;
    const inner = withNumerals(member, mark);
    // A plain assignment to __proto__ would set the prototype.
    if (inner !== member)
      Object.defineProperty(members, name, {
        value: inner,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return value;
}

function markFor(text: string): string {
  for (let code = 0xe000; code < 0xf8ff; code += 1)
    if (!text.includes(String.fromCharCode(code))) return String.fromCharCode(code);
  return "\uffff";
}

/** Returns whether a double has the same decimal value: both sides are converted to digits and exponent. */
const keepsItsValue = (token: string): boolean =>
  canonicalNumber(token) === canonicalNumber(String(Number(token)));

/**
 * Returns the one form of a decimal number: significant digits and exponent. 1.50, 15e-1 and 1.5 all become `15e-1`.
 */
export function canonicalNumber(token: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${scale}`;
}
