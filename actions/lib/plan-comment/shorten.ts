import { cutText } from "../markdown/cut.ts";
import type { Block, Part } from "./part.ts";

/** Bytes of a block's hidden line and its name among those that are left out. */
const OVERHEAD = 200;
/** A block that is cut keeps at least so many bytes, else it is left out. */
const LEAST = 1_000;

/**
 * Parts with less below their first screens: one that takes more than its share gives up the blocks that matter least, the
 * last of which is cut; a short one keeps what it has.
 * @param excess bytes too many
 * @returns undefined when there are no blocks any more
 */
export function shorten(parts: readonly Part[], excess: number): Part[] | undefined {
  const sizes = parts.map(bytesOf);
  if (!sizes.some((size) => size > 0)) return undefined;
  const most = shareOf(sizes, sum(sizes) - excess);
  return parts.map((part, at) => withoutBlocks(part, (sizes[at] ?? 0) - most));
}

/** Whether anything is said of a workspace below the first screen. */
export const hasSection = ({ blocks, foot }: Part): boolean => blocks.length > 0 || foot !== "";

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const sizeOf = ({ text }: Block): number => Buffer.byteLength(text) + OVERHEAD;

const bytesOf = ({ blocks }: Part): number => sum(blocks.map(sizeOf));

/** The most that each of them may take so that all together take no more than `room`. */
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

/** @param excess bytes that it takes too many */
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
