import { SHORTEST } from "./search.ts";
import type { Range } from "./search.ts";

/** Characters of base64. Shorter pieces, of fewer than six bytes, also occur in other texts. */
const SHORTEST_PIECE = SHORTEST * 2;
/** Columns at which base64 is wrapped by coreutils and MIME (RFC 2045), and by OpenSSL and PEM (RFC 7468). */
const COLUMNS = [76, 64];
/** Distance of the windows: each line that lies completely inside a secret contains a window of the secret. */
const STRIDE = Math.min(...COLUMNS) - SHORTEST_PIECE;
/** Base64 at the end of a line, before the quote or the comma of the surrounding text. */
const LAST_OF_LINE =
  /(?<![A-Za-z0-9+/])(?=[A-Za-z0-9+/=]{8,76}["',;\\ \t]*\r?$)[A-Za-z0-9+/]+={0,2}/gm;
/** Base64 that is alone on its line. */
const ONLY_OF_LINE = /(?:^|[\r\n])[\s"'|]*$/;

/**
 * Returns the base64 forms of a text. They depend on the text's offset modulo three in the longer text. The characters
 * at both ends also hold bits of the neighbours, so only the inner ones can be matched.
 */
export function base64Forms(value: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.from("\0".repeat(shift) + value)
      .toString("base64")
      .replace(/=+$/, "");
    const whole = (Buffer.byteLength(value) + shift) % 3 === 0;
    const inner = encoded.slice(shift === 0 ? 0 : shift + 1, whole ? undefined : -1);
    return inner.length < SHORTEST_PIECE ? [] : [inner];
  });
}

interface Window {
  readonly form: string;
  readonly at: number;
}

/**
 * Finds secrets in the lines of wrapped base64 if each line is checked alone, as a log is written. A line contains the
 * end of a secret, its beginning, or a part from its middle. All three touch an end of the line, and anything shorter
 * than eight characters is not found. Complete texts need less: `decodingsOf` joins their lines.
 */
export class WrappedBase64 {
  readonly #windows = new Map<string, Window[]>();

  add(value: string): void {
    for (const form of base64Forms(value)) this.#addForm(form);
    // The value alone, and as `echo` writes it: both differ from the forms in their last characters.
    for (const text of [value, `${value}\n`]) {
      const form = Buffer.from(text).toString("base64");
      if (form.length > Math.min(...COLUMNS)) this.#addForm(form);
    }
  }

  #addForm(form: string): void {
    this.#addWindow(form, form.length - SHORTEST_PIECE);
    for (let at = 0; at < form.length - SHORTEST_PIECE; at += STRIDE) this.#addWindow(form, at);
  }

  #addWindow(form: string, at: number): void {
    const window = form.slice(at, at + SHORTEST_PIECE);
    const known = this.#windows.get(window);
    if (known === undefined) this.#windows.set(window, [{ form, at }]);
    else known.push({ form, at });
  }

  rangesIn(text: string): Range[] {
    if (text.length < SHORTEST_PIECE || this.#windows.size === 0) return [];
    return [...text.matchAll(LAST_OF_LINE)].flatMap(({ 0: run, index }) => {
      const isFull = COLUMNS.includes(run.length);
      if (!isFull && !ONLY_OF_LINE.test(text.slice(0, index))) return [];
      return this.#rangesOf(run, isFull).map(({ start, end }) => ({
        start: index + start,
        end: index + end,
      }));
    });
  }

  /**
   * Returns the ranges of a line that belong to a secret that begins on the line before, or continues on the next one.
   */
  #rangesOf(run: string, isFull: boolean): Range[] {
    const ranges: Range[] = [];
    for (let at = 0; at + SHORTEST_PIECE <= run.length; at += 1)
      for (const window of this.#windows.get(run.slice(at, at + SHORTEST_PIECE)) ?? []) {
        const range = overlapOf(run, at, window);
        if (range === undefined || (range.start > 0 && !isFull)) continue;
        ranges.push(range);
        break;
      }
    return ranges;
  }
}

/**
 * Returns where a line and a secret overlap, given a window of the secret at a position of the line; undefined if they
 * differ.
 */
function overlapOf(run: string, at: number, { form, at: offset }: Window): Range | undefined {
  const begin = at - offset;
  const start = Math.max(0, begin);
  const end = Math.min(run.length, begin + form.length);
  if (run.slice(start, end) !== form.slice(start - begin, end - begin)) return undefined;
  return { start, end };
}
