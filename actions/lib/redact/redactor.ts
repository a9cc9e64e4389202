import { formsOf, isDistinctive } from "./forms.ts";
import { Search } from "./search.ts";

const REDACTED = "***";
/** A number that stands by itself. */
const COUNT = /(?<!\S)\d[\d,]*(?=[\s,.:;]|$)/;
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

  #isStructure(value: string): boolean {
    if (this.#words.includes(value) || this.#isCounting(value)) return true;
    const parts = partsOf(value);
    return parts.length > 0 && parts.every((part) => this.#names.has(part) || /^\d+$/.test(part));
  }

  /** Our words with a count between them, such as `1 to` of `1 to destroy`: the counts are not among the words. */
  #isCounting(value: string): boolean {
    const [first = "", ...others] = value.split(COUNT).map((part) => part.replaceAll(EDGES, ""));
    const parts = [first, ...others].filter((part) => part !== "");
    return (
      others.length > 0 && parts.length > 0 && parts.every((part) => this.#words.includes(part))
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
      if (!/[\r\n]/.test(value)) masks.push(value);
    }
    return masks;
  }

  /**
   * The text with every registered secret replaced by `***`. Line breaks inside of a secret stay, so that the text has
   * as many lines as before.
   */
  readonly redact: Redact = (text) => {
    if (this.#search.isEmpty) return text;
    let redacted = "";
    let kept = 0;
    for (const { start, end } of this.#search.rangesIn(text)) {
      redacted +=
        text.slice(kept, start) + text.slice(start, end).replaceAll(/[^\r\n]+/g, REDACTED);
      kept = end;
    }
    return kept === 0 ? text : redacted + text.slice(kept);
  };
}

/** The names in an address: `module`, `web`, `a` and `0` of `module.web["a"][0]`. */
export const partsOf = (address: string): string[] =>
  address.split(/[.[\]"]+/).filter((part) => part !== "");
