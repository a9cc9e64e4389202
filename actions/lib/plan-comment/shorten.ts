import { cutText } from "../markdown/cut.ts";
import type { Block, Part } from "./part.ts";

/** Bytes of a block's hidden line, and of its name in the list of blocks that are left out. */
const OVERHEAD = 200;
/** A block that is cut keeps at least this many bytes; otherwise it is left out. */
const LEAST = 1_000;

/**
 * Returns the parts with less text below their first screens. A part that takes more than its share gives up the blocks
 * that matter least, and the last of these is cut. A short part keeps everything.
 * @param excess bytes too many
 * @returns undefined if no blocks are left
 */
export function shorten(parts: readonly Part[], excess: number): Part[] | undefined {
  const sizes = parts.map(bytesOf);
  if (!sizes.some((size) => size > 0)) return undefined;
  const most = shareOf(sizes, sum(sizes) - excess);
  return parts.map((part, at) => withoutBlocks(part, (sizes[at] ?? 0) - most));
}

/** Returns whether anything is said about a workspace below the first screen. */
export const hasSection = ({ blocks, foot }: Part): boolean => blocks.length > 0 || foot !== "";

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const sizeOf = ({ text }: Block): number => Buffer.byteLength(text) + OVERHEAD;

const bytesOf = ({ blocks }: Part): number => sum(blocks.map(sizeOf));

/** Returns the most that each of them may take so that all together take no more than `room`. */
function shareOf(sizes: readonly number[], room: number): number {
  let left = Math.max(0, room);
  const sorted = [...sizes].sort((a, b) => a - b);
  for (const [at, size] of sorted.entries()) {
    const share = left / (sorted.length - at);
    if (size > share) return Math.floor(share);
    left -= size;
  }
  return Math.max(0, ...sizes);
}

/**
 * Leaves out blocks until the part is small enough.
 * @param excess bytes that the part takes too many
 */
function withoutBlocks(part: Part, excess: number): Part {
  const gone = new Set<Block>();
  const cut = new Map<Block, Block>();
  let left = excess;
  for (const block of [...part.blocks].sort((a, b) => a.rank - b.rank).reverse()) {
    if (left <= 0) break;
    const room = sizeOf(block) - OVERHEAD - left;
    if (room >= LEAST) cut.set(block, { ...block, text: cutText(block.text, room) });
    else gone.add(block);
    left -= sizeOf(block);
  }
  const titles = part.blocks.filter((block) => gone.has(block)).map(({ title }) => title);
  return {
    ...part,
    blocks: part.blocks.filter((block) => !gone.has(block)).map((block) => cut.get(block) ?? block),
    left: [...titles, ...part.left],
  };
}
