import { WrappedBase64 } from "./base64.ts";
import { decodingsOf } from "./decode.ts";
import { formsOf, isDistinctive, jsonForms } from "./forms.ts";
import { Search } from "./search.ts";
import type { Range } from "./search.ts";

const REDACTED = "***";
/**
 * What is hidden of each line, and before it the line break and the line's indentation. Indentation at the end does not
 * count.
 */
const LINE = /([\r\n]+[ \t]*)?(?![ \t]*$)[^\r\n]+/g;
/** A number that stands alone, with or without a separator of thousands. */
const COUNT = /(?<!\S)(\d{1,3},\d{3}|\d{1,6})(?=[\s,.:;]|$)/;
/** The most digits of all counts in a value: a card number is written as four groups of four digits. */
const COUNT_DIGITS = 6;
/** The index of one of several resources: `[0]` of `aws_vpc.main[0]`. */
const INDEX = /\[\d{1,6}\]/g;
const LETTER = /\p{L}/u;
const EDGES = /^[\s,.:;]+|[\s,.:;]+$/g;

/** Hides registered secrets in a raw text. */
export type Redact = (text: string) => string;

/**
 * Hides registered secrets in raw text: a value of a plan, a line of a tool, the message of an error. It works before a
 * text is escaped for Markdown, HTML or a command. It never works on the text of a report itself, because the report's
 * own words may contain what somebody calls a secret.
 */
export class Redactor {
  readonly #search = new Search();
  readonly #wrapped = new WrappedBase64();
  readonly #known = new Set<string>();
  readonly #words: string;
  readonly #names = new Set<string>();

  /**
   * `words` are the words of our reports. A value that consists of them (such as `to destroy`) is not registered: it
   * would make every log unreadable. It is hidden only at the places that are known to contain it.
   */
  constructor(words = "") {
    this.#words = words;
  }

  /**
   * Adds names in the same way: a value that consists of them as an address does (`aws_vpc.main`, `main`) is not
   * registered.
   */
  addNames(names: Iterable<string>): void {
    for (const name of names) this.#names.add(name);
  }

  /**
   * Returns whether a value consists of the same words as the report itself. Such a value always has a letter: digits,
   * however they are separated, are a secret.
   */
  #isStructure(value: string): boolean {
    if (!LETTER.test(value)) return false;
    return this.#words.includes(value) || this.#isCounting(value) || this.#isAddress(value);
  }

  /**
   * Returns whether a value consists of known names, and between or after them the index of an instance:
   * `aws_vpc.main[0]`.
   */
  #isAddress(value: string): boolean {
    const names = partsOf(value.replaceAll(INDEX, "."));
    return names.every((name) => LETTER.test(name) && this.#names.has(name));
  }

  /**
   * Returns whether a value consists of our words with counts between them, such as `1 to` of `1 to destroy`: the
   * counts are not among the words.
   */
  #isCounting(value: string): boolean {
    // Words have even positions, the counts between them odd ones.
    const pieces = value.split(COUNT);
    const counts = pieces.filter((_, at) => at % 2 === 1);
    const words = pieces
      .filter((_, at) => at % 2 === 0)
      .map((piece) => piece.replaceAll(EDGES, ""))
      .filter((piece) => piece !== "");
    return (
      counts.length > 0 &&
      counts.join("").replaceAll(",", "").length <= COUNT_DIGITS &&
      words.every((piece) => LETTER.test(piece) && this.#words.includes(piece))
    );
  }

  /**
   * Registers a secret and each of its lines.
   * @returns the lines that the runner must mask: it masks line by line. A line that was registered before is left out.
   */
  add(secret: string): string[] {
    const masks: string[] = [];
    for (const line of [secret, ...secret.split(/\r?\n/)]) {
      const value = line.trim();
      if (this.#known.has(value) || !isDistinctive(value) || this.#isStructure(value)) continue;
      this.#known.add(value);
      for (const form of formsOf(value)) this.#search.add(form);
      for (const text of [value, ...jsonForms(value)]) this.#wrapped.add(text);
      if (!/[\r\n]/.test(value)) masks.push(value);
    }
    return masks;
  }

  /**
   * Returns the text with every registered secret replaced by `***`. Line breaks inside a secret stay, and so does the
   * indentation after them, so that the text has as many lines as before.
   */
  readonly redact: Redact = (text) => {
    if (this.#search.isEmpty) return text;
    let redacted = "";
    let kept = 0;
    for (const { start, end } of this.#rangesIn(text)) {
      redacted +=
        text.slice(kept, start) + text.slice(start, end).replaceAll(LINE, `$1${REDACTED}`);
      kept = end;
    }
    return kept === 0 ? text : redacted + text.slice(kept);
  };

  /** Returns where secrets occur in a text, unchanged or escaped. */
  #rangesIn(text: string): readonly Range[] {
    const plain = this.#search.rangesIn(text);
    const escaped = this.#wrapped.rangesIn(text);
    for (const decoded of decodingsOf(text)) {
      const found = [
        ...this.#search.rangesIn(decoded.text),
        ...this.#wrapped.rangesIn(decoded.text),
      ];
      if (found.length === 0) continue;
      const starts = decoded.starts();
      for (const { start, end } of found)
        escaped.push({ start: starts[start] ?? 0, end: starts[end] ?? text.length });
    }
    return escaped.length === 0 ? plain : joinRanges([...plain, ...escaped]);
  }
}

/** Sorts ranges. Ranges that touch or overlap become one. */
function joinRanges(ranges: Range[]): Range[] {
  const joined: Range[] = [];
  for (const { start, end } of ranges.sort((a, b) => a.start - b.start)) {
    const before = joined.at(-1);
    if (before !== undefined && start <= before.end) before.end = Math.max(before.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** Returns the names in an address: `module`, `web`, `a` and `0` of `module.web["a"][0]`. */
export const partsOf = (address: string): string[] =>
  address.split(/[.[\]"]+/).filter((part) => part !== "");
