import { statusLine } from "../github/status.ts";
import { headText } from "./head-text.ts";
import { hasNoPlan, isDone } from "./index-lines.ts";
import { withoutMarkers, writePart, writeTarget } from "./comment-text.ts";
import type { Part } from "./part.ts";
import { firstScreenOf, sectionOf } from "./several.ts";
import { hasSection, shorten } from "./shorten.ts";
import type { Target } from "./target.ts";

/** Workspaces with a section of their own. Of more the index says how far they have come. */
const MOST_SECTIONS = 10;

/**
 * The comment of an environment: of one workspace its report, of several a first screen about all of them and a section
 * for each. Where the limit leaves no room, the least important blocks are left out first, and named.
 * @param parts one for each workspace
 * @param bytes of UTF-8 that it may have
 */
export function composeComment(target: Target, parts: readonly Part[], bytes: number): string {
  let shown = [...parts].sort(byImportance).map(withoutSection);
  for (;;) {
    const text = render(target, shown);
    const excess = Buffer.byteLength(text) - bytes;
    if (excess <= 0) return text;
    const shorter = shorten(shown, excess);
    if (shorter === undefined) return text;
    shown = shorter;
  }
}

const withoutSection = (part: Part, at: number): Part =>
  at < MOST_SECTIONS ? part : { ...part, blocks: [], left: [], foot: "" };

/** What a reader has to look at first: a failed plan, then the gravest risk, then whatever changes. */
function weightOf(part: Part): number {
  const { status, says } = part;
  if (isDone({ status })) return 100;
  if (hasNoPlan(part)) return -2;
  if (status?.state === "failed") return -1;
  const [gravest] = says.risks?.lines ?? [];
  if (gravest !== undefined) return gravest.weight;
  return says.next?.hasWork === false ? 90 : 80;
}

const byImportance = (a: Part, b: Part): number =>
  weightOf(a) - weightOf(b) || (keyOf(a) < keyOf(b) ? -1 : 1);

const keyOf = ({ directory, state = "" }: Part): string => JSON.stringify([directory, state]);

function render(target: Target, parts: readonly Part[]): string {
  const [only, ...others] = parts;
  const first = writeTarget(target);
  if (only === undefined) return first;
  if (others.length === 0) return `${first}\n${renderOne(only)}`.toWellFormed();
  const screen = withoutMarkers(firstScreenOf(parts));
  const sections = parts.map((part) => {
    const { before, blocks } = writePart(part);
    if (!hasSection(part)) return `${before}\n\n${blocks}`;
    return `${before}\n${sectionOf(part, screen, [blocks, ...belowBlocks(part)])}`;
  });
  return `${first}\n${[screen, ...sections].join("\n\n")}`.toWellFormed();
}

function renderOne(part: Part): string {
  const { before, blocks } = writePart(part);
  const status = part.status === undefined ? [] : [statusLine(part.status)];
  const head = headText(part.says, part.status);
  const first = [...status, head].map(withoutMarkers);
  return [...first, before, blocks, ...belowBlocks(part)].join("\n\n");
}

const belowBlocks = ({ left, foot }: Part): string[] => [
  ...(left.length === 0
    ? []
    : [`Not shown here: ${left.join(", ")}. The full report has it.`].map(withoutMarkers)),
  ...(foot === "" ? [] : [withoutMarkers(foot)]),
];
