/** A text after its escapes are decoded. */
export interface Decoded {
  text: string;
  /**
   * Where each code unit of `text` begins in the original text, and one more entry for the end. It is computed only if
   * something was found: nearly every text contains no secret.
   */
  starts: () => Uint32Array;
}

interface Notation {
  /** A text without this sign contains no escape of this notation, so nearly every text is skipped. */
  readonly sign: string;
  readonly escape: RegExp;
  /**
   * Decodes one escape.
   * @returns undefined if it is not an escape after all
   */
  readonly decode: (escape: string) => string | undefined;
}

/** One character at a time, so that the position of each is known: UTF-8 of one, two, three or four bytes. */
const PERCENT =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi;
/** Escapes of JSON, HCL, Go, JavaScript and shells, and of our Markdown. */
const BACKSLASH = /\\(?:u[\da-fA-F]{4}|U[\da-fA-F]{8}|x[\da-fA-F]{2}|[^])/g;
const ENTITY = /&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/gi;

/**
 * The line break after a line of base64 with the number of columns at which tools wrap it, and the indentation of the
 * next line.
 */
const BREAK_IN_BASE64 =
  /\r?\n(?<=(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{76})\r?\n)[ \t]*(?=[A-Za-z0-9+/])/g;

const CONTROLS: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

const NOTATIONS: readonly Notation[] = [
  { sign: "%", escape: PERCENT, decode: decodePercent },
  { sign: "\\", escape: BACKSLASH, decode: decodeBackslash },
  { sign: "&", escape: ENTITY, decode: decodeEntity },
  { sign: "\n", escape: BREAK_IN_BASE64, decode: () => "" },
];
/** Enough for JSON in a text in JSON, with an encoded URL in it. */
const DEPTH = 3;
/**
 * How often backslashes are decoded again without counting as deeper: JSON in JSON in JSON, as services pass on the
 * message of another service. Each time, the text gets shorter.
 */
const MOST_REPEATS = 5;

/** How a text came about. */
interface Way {
  /** How many changes of the notation may follow. */
  depth: number;
  last: Notation | undefined;
  repeats: number;
}

/**
 * Returns the text after its percent-encoding, its backslash escapes or its HTML entities are decoded, or the lines of
 * its base64 are joined, also one after the other. Tools differ in which characters they escape and in the case of
 * hexadecimal digits; all these variants give the same text here. The time grows with the length of the text.
 */
export const decodingsOf = (text: string): Generator<Decoded> =>
  decodingsFrom(text, { depth: DEPTH, last: undefined, repeats: 0 }, new Set([text]));

function* decodingsFrom(text: string, way: Way, seen: Set<string>): Generator<Decoded> {
  for (const notation of NOTATIONS) {
    const next = wayAfter(way, notation);
    if (next === undefined || !text.includes(notation.sign)) continue;
    const decoded = text.replaceAll(notation.escape, (escape) => notation.decode(escape) ?? escape);
    // There was nothing to decode, or another order gave the same text.
    if (seen.has(decoded)) continue;
    seen.add(decoded);
    const starts = () => startsOf(notation, text);
    yield { text: decoded, starts };
    for (const inner of decodingsFrom(decoded, next, seen))
      yield { text: inner.text, starts: () => throughBoth(starts(), inner.starts()) };
  }
}

function wayAfter({ depth, last, repeats }: Way, notation: Notation): Way | undefined {
  const isNested = notation.escape === BACKSLASH && notation === last;
  if (isNested && repeats < MOST_REPEATS) return { depth, last, repeats: repeats + 1 };
  return depth === 0 ? undefined : { depth: depth - 1, last: notation, repeats: 0 };
}

function startsOf({ escape, decode }: Notation, text: string): Uint32Array {
  const starts = new Uint32Array(text.length + 1);
  let length = 0;
  let at = 0;
  const copyTo = (end: number) => {
    for (; at < end; at += 1) starts[length++] = at;
  };
  for (const match of text.matchAll(escape)) {
    copyTo(match.index);
    const units = (decode(match[0]) ?? match[0]).length;
    starts.fill(at, length, length + units);
    length += units;
    at += match[0].length;
  }
  copyTo(text.length + 1);
  return starts.subarray(0, length);
}

/** Returns the positions of a decoding of a decoding in the first text. */
const throughBoth = (outer: Uint32Array, inner: Uint32Array): Uint32Array =>
  inner.map((at) => outer[at] ?? 0);

/** Decodes the percent escapes of a text; undefined if it has no valid one. */
export function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8, such as half of a surrogate pair.
    return undefined;
  }
}

function decodeBackslash(escape: string): string | undefined {
  const character = escape.charAt(1);
  return escape.length > 2
    ? characterOf(Number.parseInt(escape.slice(2), 16))
    : (CONTROLS[character] ?? character);
}

function decodeEntity(escape: string): string | undefined {
  const name = escape.slice(1, -1).toLowerCase();
  if (!name.startsWith("#")) return ENTITIES[name];
  return characterOf(
    name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)),
  );
}

/** Returns the character, or the half of a surrogate pair, that a number stands for. */
const characterOf = (number: number): string | undefined =>
  number <= 0x10ffff ? String.fromCodePoint(number) : undefined;
