import { deflateRawSync, inflateRawSync } from "node:zlib";

// Parts of one environment have most of what they say in common: the same words, runs, commits, folders. Packed together they
// take a tenth of the room that a line for each would.

/** A comment is far smaller: more than this was not written by us. */
const MOST_BYTES = 4_000_000;

/** A value as base64, in which nothing can end an HTML comment. */
export const pack = (value: unknown): string =>
  deflateRawSync(JSON.stringify(value), { level: 9 }).toString("base64");

/** The value; undefined when somebody has edited it. */
export function unpack(packed: string): unknown {
  try {
    const json = inflateRawSync(Buffer.from(packed, "base64"), { maxOutputLength: MOST_BYTES });
    return JSON.parse(json.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
