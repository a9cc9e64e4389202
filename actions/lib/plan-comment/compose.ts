import { statusLine } from "../github/status.ts";
import { headText } from "./head-text.ts";
import { earlierParts } from "./earlier-commit.ts";
import type { EarlierParts } from "./earlier-commit.ts";
import { withoutMarkers, writePart, writeRest, writeTarget } from "./comment-text.ts";
import { idOf } from "./part.ts";
import type { Part } from "./part.ts";
import { hasNoPlan, isDone } from "./progress.ts";
import { firstScreenOf, sectionOf } from "./several-workspaces.ts";
import { hasSection, shorten } from "./shorten.ts";
import { afterSteps, countSteps, withoutSection } from "./part-forms.ts";
import type { Target } from "./target.ts";

/**
 * The most folded sections of the first level: one for each workspace, or for all but one and a list of the other
 * workspaces.
 */
const MOST_FOLDS = 10;

/**
 * Composes the comment of an environment. For one workspace it is its report; for several, a first screen about all of
 * them and a section for each. If the limit leaves no room, the least important blocks are left out first, and named.
 * No workspace is left out: if there are very many, the last ones are named by the end of their folders, and finally
 * only counted.
 * @param parts one for each workspace
 * @param bytes the most that the text may have, in UTF-8. If that is not possible, the text is longer, and GitHub
 *   refuses it: the log says so, and nothing that the comment already has about other workspaces is lost
 */
export function composeComment(target: Target, parts: readonly Part[], bytes: number): string {
  const most = parts.length > MOST_FOLDS ? MOST_FOLDS - 1 : MOST_FOLDS;
  let shown = sorted(parts).map((part, at) => (at < most ? part : withoutSection(part)));
  for (;;) {
    const text = render(target, shown);
    const excess = Buffer.byteLength(text) - bytes;
    if (excess <= 0) return text;
    const shorter = shorten(shown, excess);
    if (shorter === undefined) return renderShorter(target, shown, bytes);
    shown = shorter;
  }
}

/** Renders with as few shortening steps as possible: each further step takes less room. */
function renderShorter(target: Target, parts: readonly Part[], bytes: number): string {
  const write = (steps: number) => render(target, afterSteps(parts, steps));
  const fits = (text: string) => Buffer.byteLength(text) <= bytes;
  let [below, enough] = [0, countSteps(parts)];
  let text = write(enough);
  while (fits(text) && enough - below > 1) {
    const middle = Math.floor((below + enough) / 2);
    const tried = write(middle);
    if (fits(tried)) [text, enough] = [tried, middle];
    else below = middle;
  }
  return text;
}

/**
 * Returns how important a part is. A reader must first look at a failed plan, then at the most severe risk, then at
 * anything that changes.
 */
function weightOf(part: Part, earlier: EarlierParts): number {
  const { status, says } = part;
  if (isDone({ status })) return 100;
  if (earlier.get(part)?.isReplaced === true) return 95;
  if (hasNoPlan(part)) return -2;
  if (status?.state === "failed") return -1;
  const [first] = says.risks?.lines ?? [];
  if (first !== undefined) return first.weight;
  // The line about its most severe risk is longer than any comment.
  if (says.risks?.hasLoss === true) return 0;
  return says.next?.hasWork === false ? 90 : 80;
}

/** Sorts the parts, the most important first. */
function sorted(parts: readonly Part[]): Part[] {
  const earlier = earlierParts(parts);
  return parts
    .map((part) => ({ part, weight: weightOf(part, earlier), key: keyOf(part) }))
    .sort((a, b) => a.weight - b.weight || (a.key < b.key ? -1 : 1))
    .map(({ part }) => part);
}

/**
 * Returns the key to sort by. Workspaces with a complete name come first: for the others there is only the end of the
 * name.
 */
const keyOf = (part: Part): string =>
  JSON.stringify([part.id === undefined ? 0 : 1, part.directory, idOf(part), part.state ?? ""]);

function render(target: Target, given: readonly Part[]): string {
  // Names that were cut sort differently, but the next writer must come to the same text.
  const parts = sorted(given);
  const [only] = parts;
  const first = writeTarget(target);
  if (only === undefined) return first;
  if (parts.length === 1) return `${first}\n${renderOne(only)}`.toWellFormed();
  const said = firstScreenOf(parts);
  const earlier = earlierParts(parts);
  const [screen, list] = [said.screen, said.list].map(withoutMarkers) as [string, string];
  const sections = parts.filter(hasSection).map((part) => {
    const { before, blocks } = writePart(part);
    return `${before}\n${sectionOf(part, earlier.get(part), screen, [blocks, ...belowBlocks(part)])}`;
  });
  const others = parts.filter((part) => !hasSection(part));
  const rest = [
    ...(list === "" ? [] : [list]),
    ...(others.length === 0 ? [] : [writeRest(others)]),
  ];
  return `${first}\n${[screen, ...sections, ...rest].join("\n\n")}`.toWellFormed();
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
