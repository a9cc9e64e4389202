/** A number that JavaScript's doubles cannot hold: its digits, as the document had them. */
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

/** The text is no JSON; `offset` is where it stops being it, in characters. */
export class JsonError extends Error {
  readonly offset: number;
  readonly length: number;

  constructor(text: string) {
    const offset = errorOffset(text);
    const place =
      offset >= text.length
        ? `it ends after ${text.length} characters`
        : `it breaks at character ${offset} of ${text.length}`;
    // Far inside a document the next characters may be a secret; at its start they tell which program wrote it.
    const shown = offset < 80 ? `, and begins with ${JSON.stringify(text.slice(0, 80))}` : "";
    super(text.trim() === "" ? "the text is empty" : `it is not JSON: ${place}${shown}`);
    this.offset = offset;
    this.length = text.length;
  }
}

/**
 * Parses JSON; numbers that a double would round become `Numeral`s (64-bit ids, long decimals).
 * @throws JsonError with the offset of the fault
 */
export function parseJson(text: string): Json {
  try {
    if (!MAY_ROUND.test(text)) return JSON.parse(text) as Json;
    // A character of the private use area that the text lacks marks the numbers which are kept as digits.
    const mark = markFor(text);
    const marked = text.replaceAll(TOKEN, (token) =>
      token.startsWith('"') || keepsItsValue(token) ? token : `"${mark}${token}"`,
    );
    return JSON.parse(marked, (_, value: unknown) =>
      typeof value === "string" && value.startsWith(mark) ? new Numeral(value.slice(1)) : value,
    ) as Json;
  } catch {
    throw new JsonError(text);
  }
}

const MAY_ROUND = /\d{16}|\d\.\d{15}|[\d.]{17}|\d[eE][+-]?\d/;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

function markFor(text: string): string {
  for (let code = 0xe000; code < 0xf8ff; code += 1)
    if (!text.includes(String.fromCharCode(code))) return String.fromCharCode(code);
  return "\uffff";
}

/** Whether a double holds the same decimal value: both sides are brought to digits and exponent. */
const keepsItsValue = (token: string): boolean =>
  scientific(token) === scientific(String(Number(token)));

function scientific(token: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${scale}`;
}

const PIECE =
  /[ \t\r\n]+|[{}[\]:,]|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/** Offset of the first piece that no JSON document could have there. */
function errorOffset(text: string): number {
  const open: ("{" | "[")[] = [];
  // What may come next: a value, a name, a colon, or what follows a value.
  let next: "value" | "value-or-end" | "name" | "name-or-end" | "colon" | "after" = "value";
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < text.length) {
    const at = PIECE.lastIndex;
    const piece = PIECE.exec(text)?.[0];
    if (piece === undefined) return unfinished(text, at) ? text.length : at;
    if (/^\s/.test(piece)) continue;
    const kind = piece.charAt(0);
    const closes = open.at(-1) === "{" ? "}" : "]";
    if (next === "colon" && kind === ":") next = "value";
    else if (next.startsWith("name") && kind === '"') next = "colon";
    else if (next === "after" && kind === "," && open.length > 0)
      next = open.at(-1) === "{" ? "name" : "value";
    else if ((next === "after" || next.endsWith("-or-end")) && open.length > 0 && kind === closes) {
      open.pop();
      next = "after";
    } else if (next.startsWith("value") && (kind === "{" || kind === "[")) {
      open.push(kind);
      next = kind === "{" ? "name-or-end" : "value-or-end";
    } else if (next.startsWith("value") && !"}]:,".includes(kind)) next = "after";
    else return at;
  }
  return text.length;
}

/** A string or word that the end of the text cut off. */
const unfinished = (text: string, at: number): boolean =>
  /^(?:"(?:[^"\\]|\\.)*\\?|t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?|-)$/s.test(text.slice(at));
