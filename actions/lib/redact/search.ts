/** A stretch of a text: from its start up to, and without, its end, in UTF-16 code units. */
export interface Range {
  start: number;
  end: number;
}

/** Patterns are compared in pieces of at most so many code units, so that one very long pattern costs no more. */
const PIECE = 64;
/** Shortest pattern: so many code units are looked up at each position of a text. */
export const SHORTEST = 4;
/** Most texts hold no secret, and a plan has hundreds of thousands of them. */
const NOWHERE: readonly Range[] = [];

/** A window of four code units as 32 bits, eight for each step, so that a fifth one has left it. */
const roll = (window: number, unit: number): number => (window << 8) ^ unit;
/** Spreads windows over the slots of the filter: https://en.wikipedia.org/wiki/Hash_function#Fibonacci_hashing */
const slotOf = (window: number): number => Math.imul(window, 0x9e3779b1) >>> (32 - SLOT_BITS);
const SLOT_BITS = 20;

/**
 * Finds any of many patterns in a text, in one pass. The time grows with the length of the text and not with the number
 * or the length of the patterns. A longer pattern is found by its pieces of 64 code units, so that also a copy of it that
 * was cut off is found.
 *
 * A regular expression of all patterns is not an option: V8 refuses one of some 30 KB. Nor is an Aho-Corasick package: those
 * we looked at match whole graphemes, and miss a secret in front of a combining character.
 */
export class Search {
  readonly #pieces = new Set<string>();
  /** Lengths of the pieces that start with the same window, the longest first. */
  readonly #lengths = new Map<number, number[]>();
  /** 1 in the slot of each window that a piece starts with: nearly every position of a text is passed over by it. */
  readonly #starts = new Uint8Array(1 << SLOT_BITS);

  get isEmpty(): boolean {
    return this.#pieces.size === 0;
  }

  /** Adds a pattern. One that is shorter than four code units is ignored. */
  add(pattern: string): void {
    if (pattern.length < SHORTEST) return;
    for (let at = 0; at < pattern.length; at += PIECE)
      // The last piece reaches back, so that it is never too short to be found.
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

  /** All places where a pattern stands, in order; places that touch or overlap are one. */
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

  /** Length of the longest piece that stands at a place. */
  #lengthAt(text: string, start: number, window: number): number | undefined {
    return this.#lengths
      .get(window)
      ?.find(
        (length) =>
          start + length <= text.length && this.#pieces.has(text.slice(start, start + length)),
      );
  }
}
