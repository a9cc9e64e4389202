import { cutText } from "../markdown/cut.ts";
import type { Block, Part, RiskList } from "./part.ts";

/** Bytes of a block's hidden line and its name among those that are left out. */
const OVERHEAD = 200;
/** A block that is cut keeps at least so many bytes, else it is left out. */
const LEAST = 1_000;
/** Risks and characters that a part keeps when nothing else is left to shorten. */
const FEW_RISKS = 1;
const SHORT = 300;

/**
 * Parts that take less room. A part that takes more than its share gives up the blocks that matter least, the last of which
 * is cut; a short one keeps what it has. Then the last parts say less of what they say first, and have no section any more;
 * at last one goes.
 * @param parts the most important first
 * @param excess bytes too many
 * @returns undefined when nothing can be left out
 */
export function shorten(parts: readonly Part[], excess: number): Part[] | undefined {
  const sizes = parts.map(bytesOf);
  if (sizes.some((size) => size > 0)) {
    const most = shareOf(sizes, sum(sizes) - excess);
    return parts.map((part, at) => withoutBlocks(part, (sizes[at] ?? 0) - most));
  }
  const place = parts.findLastIndex(isLong);
  if (place >= 0) return parts.map((part, at) => (at === place ? brief(part) : part));
  const last = parts.findLastIndex(hasSection);
  if (last >= 0) return parts.map((part, at) => (at === last ? { ...part, foot: "" } : part));
  return parts.length > 1 ? parts.slice(0, -1) : undefined;
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

const isLong = ({ says, status, left }: Part): boolean =>
  (says.risks?.lines.length ?? 0) > FEW_RISKS ||
  left.length > 1 ||
  says.notes.length + says.below.length > 0 ||
  says.alerts.join("").length > SHORT ||
  (status !== undefined && firstWords(status.text) !== status.text);

/** What a reader needs to know that there is more. */
function brief(part: Part): Part {
  const { says, status, left } = part;
  const { risks } = says;
  return {
    ...part,
    ...(status === undefined ? {} : { status: { ...status, text: firstWords(status.text) } }),
    left: left.length > 1 ? ["most of the report"] : left,
    says: {
      ...says,
      alerts: says.alerts.join("").length > SHORT ? [] : says.alerts,
      ...{ notes: [], below: [] },
      ...(risks === undefined ? {} : { risks: fewer(risks) }),
    },
  };
}

/** A text of more is cut, without its links: a tag must not be cut in two. */
export const firstWords = (text: string): string =>
  text.length <= SHORT + 2 ? text : `${text.replaceAll(/<[^>]*>/g, "").slice(0, SHORT)} …`;

function fewer(risks: RiskList): RiskList {
  const gone = risks.lines.slice(FEW_RISKS);
  return {
    ...risks,
    lines: risks.lines.slice(0, FEW_RISKS),
    hidden: risks.hidden + gone.length,
    hiddenOpenings: risks.hiddenOpenings + gone.filter(({ isOpening }) => isOpening).length,
    losses: joinLosses(
      risks.losses.map((one) => ({ ...one, lines: one.lines.filter((at) => at < FEW_RISKS) })),
    ),
  };
}

/** One entry for all that the same lines name. */
function joinLosses(losses: RiskList["losses"]): RiskList["losses"] {
  const joined = new Map<string, RiskList["losses"][number]>();
  for (const { lines, destroyed, replaced } of losses) {
    const before = joined.get(lines.join()) ?? { lines, destroyed: 0, replaced: 0 };
    joined.set(lines.join(), {
      lines,
      destroyed: before.destroyed + destroyed,
      replaced: before.replaced + replaced,
    });
  }
  return [...joined.values()];
}
