/** A range of a text: from its start up to its end, without the end, in UTF-16 code units. */
export interface Range {
  start: number;
  end: number;
}

/**
 * Code units of a piece: patterns are compared in pieces of at most this length, so that one very long pattern costs no
 * more.
 */
const PIECE = 64;
/** Shortest pattern: this many code units are looked up at each position of a text. */
export const SHORTEST = 4;
/** The result for most texts: most texts contain no secret, and a plan has hundreds of thousands of texts. */
const NOWHERE: readonly Range[] = [];

/**
 * Adds a code unit to a window. A window has four code units in 32 bits, eight bits for each step, so the fifth code
 * unit pushes out the first.
 */
const roll = (window: number, unit: number): number => (window << 8) ^ unit;
/** Spreads windows over the slots of the filter: https://en.wikipedia.org/wiki/Hash_function#Fibonacci_hashing */
const slotOf = (window: number): number => Math.imul(window, 0x9e3779b1) >>> (32 - SLOT_BITS);
const SLOT_BITS = 20;

/**
 * Finds any of many patterns in a text, in one pass. The time grows with the length of the text and not with the number
 * or the length of the patterns. A longer pattern is found by its pieces of 64 code units, so that a copy of it that
 * was cut off is found too.
 * A regular expression of all patterns is not an option: V8 refuses one of some 30 KB. An Aho-Corasick package is not
 * an option either: those that we looked at match complete graphemes, and miss a secret in front of a combining
 * character.
 */
export class Search {
  readonly #pieces = new Set<string>();
  /** Lengths of the pieces that start with the same window, the longest first. */
  readonly #lengths = new Map<number, number[]>();
  /**
   * 1 in the slot of each window that a piece starts with. With this filter, nearly every position of a text is
   * skipped.
   */
  readonly #starts = new Uint8Array(1 << SLOT_BITS);

  get isEmpty(): boolean {
    return this.#pieces.size === 0;
  }

  /** Adds a pattern. A pattern that is shorter than four code units is ignored. */
  add(pattern: string): void {
    if (pattern.length < SHORTEST) return;
    for (let at = 0; at < pattern.length; at += PIECE)
      // The last piece overlaps the piece before it, so that it is never too short to be found.
      this.#addPiece(
        pattern.length <= PIECE
          ? pattern
          : pattern.slice(Math.min(at, pattern.length - PIECE), at + PIECE),
      );
  }

  #addPiece(piece: string): void {
    if (this.#pieces.has(piece)) return;
    this.#pieces.add(piece);
    let window = 0;
    for (let at = 0; at < SHORTEST; at += 1) window = roll(window, piece.charCodeAt(at));
    this.#starts[slotOf(window)] = 1;
    const lengths = this.#lengths.get(window) ?? [];
    if (!lengths.includes(piece.length))
      this.#lengths.set(
        window,
        [...lengths, piece.length].sort((a, b) => b - a),
      );
  }

  /** Returns all ranges where a pattern occurs, in order. Ranges that touch or overlap become one. */
  rangesIn(text: string): readonly Range[] {
    let ranges: Range[] | undefined;
    const starts = this.#starts;
    let window = 0;
    for (let last = 0; last < text.length; last += 1) {
      window = roll(window, text.charCodeAt(last));
      if (starts[slotOf(window)] === 0) continue;
      const start = last - SHORTEST + 1;
      if (start < 0) continue;
      const length = this.#lengthAt(text, start, window);
      if (length === undefined) continue;
      const before = ranges?.at(-1);
      if (before !== undefined && start <= before.end)
        before.end = Math.max(before.end, start + length);
      else (ranges ??= []).push({ start, end: start + length });
    }
    return ranges ?? NOWHERE;
  }

  /** Returns the length of the longest piece at a position; undefined if there is none. */
  #lengthAt(text: string, start: number, window: number): number | undefined {
    return this.#lengths
      .get(window)
      ?.find(
        (length) =>
          start + length <= text.length && this.#pieces.has(text.slice(start, start + length)),
      );
  }
}
