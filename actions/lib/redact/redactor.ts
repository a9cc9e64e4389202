import { WrappedBase64 } from "./base64.ts";
import { decodingsOf } from "./decode.ts";
import { formsOf, isDistinctive, jsonForms } from "./forms.ts";
import { Search } from "./search.ts";
import type { Range } from "./search.ts";

const REDACTED = "***";
/** What is hidden of each line, and before it the break and what the line is indented by; no indentation at the end. */
const LINE = /([\r\n]+[ \t]*)?(?![ \t]*$)[^\r\n]+/g;
/** A number that stands by itself, with or without a separator of thousands. */
const COUNT = /(?<!\S)(\d{1,3},\d{3}|\d{1,6})(?=[\s,.:;]|$)/;
/** Digits of all counts in a value: a number of a card is written as four of four digits. */
const COUNT_DIGITS = 6;
/** Which one of several resources: `[0]` of `aws_vpc.main[0]`. */
const INDEX = /\[\d{1,6}\]/g;
const LETTER = /\p{L}/u;
const EDGES = /^[\s,.:;]+|[\s,.:;]+$/g;

/** Hides registered secrets in a raw text. */
export type Redact = (text: string) => string;

/**
 * Hides registered secrets in raw text: a value of a plan, a line of a tool, the message of an error. It works before a
 * text is escaped for Markdown, HTML or a command, and never on the text of a report itself, whose own words may contain
 * what somebody calls a secret.
 */
export class Redactor {
  readonly #search = new Search();
  readonly #wrapped = new WrappedBase64();
  readonly #known = new Set<string>();
  readonly #words: string;
  readonly #names = new Set<string>();

  /**
   * `words` are those that our reports are made of. A value that stands in them (such as `to destroy`) is not
   * registered: it would make every log unreadable and is hidden only where it is known to stand.
   */
  constructor(words = "") {
    this.#words = words;
  }

  /** The same for names: a value made of them as an address is (`aws_vpc.main`, `main`) is not registered. */
  addNames(names: Iterable<string>): void {
    for (const name of names) this.#names.add(name);
  }

  /**
   * Whether a value is made of what the report itself is made of. That always has a letter: digits, however they are
   * separated, are a secret.
   */
  #isStructure(value: string): boolean {
    if (!LETTER.test(value)) return false;
    return this.#words.includes(value) || this.#isCounting(value) || this.#isAddress(value);
  }

  /** Known names, and between or after them the index of an instance: `aws_vpc.main[0]`. */
  #isAddress(value: string): boolean {
    const names = partsOf(value.replaceAll(INDEX, "."));
    return names.every((name) => LETTER.test(name) && this.#names.has(name));
  }

  /** Our words with a count between them, such as `1 to` of `1 to destroy`: the counts are not among the words. */
  #isCounting(value: string): boolean {
    // Words stand at even places, the counts between them at odd ones.
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
   * @returns the lines that the runner has to mask: it masks line by line. A line that was registered before is left out.
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
   * The text with every registered secret replaced by `***`. Line breaks inside of a secret stay, and what the lines
   * behind them are indented by, so that the text has as many lines as before.
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

  /** Where secrets stand in a text, as they are or escaped. */
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

/** Ranges in order; those that touch or overlap are one. */
function joinRanges(ranges: Range[]): Range[] {
  const joined: Range[] = [];
  for (const { start, end } of ranges.sort((a, b) => a.start - b.start)) {
    const before = joined.at(-1);
    if (before !== undefined && start <= before.end) before.end = Math.max(before.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** The names in an address: `module`, `web`, `a` and `0` of `module.web["a"][0]`. */
export const partsOf = (address: string): string[] =>
  address.split(/[.[\]"]+/).filter((part) => part !== "");
