import { deflateRawSync, inflateRawSync } from "node:zlib";

// Parts of one environment have most of their content in common: the same words, runs, commits, folders. Packed
// together, they take a tenth of the room that one line for each part would take.

/** The most bytes of unpacked data. A comment is far smaller: a larger value was not written by us. */
const MOST_BYTES = 4_000_000;

/** Returns a value as base64, in which nothing can end an HTML comment. */
export const pack = (value: unknown): string =>
  deflateRawSync(JSON.stringify(value), { level: 9 }).toString("base64");

/** Returns the value; undefined if somebody has edited it. */
export function unpack(packed: string): unknown {
  try {
    const json = inflateRawSync(Buffer.from(packed, "base64"), { maxOutputLength: MOST_BYTES });
    return JSON.parse(json.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
