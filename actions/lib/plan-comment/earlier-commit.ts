import { code } from "../markdown/escape.ts";
import { isSameFolder } from "./part.ts";
import type { Part } from "./part.ts";
import { hasNoPlan } from "./progress.ts";

// A run plans every workspace that the pull request affects. A part of an earlier commit is of one that the newest run has
// not come to yet, or does not have any more: its folder or its state's key was changed, or what touched it was taken back.

/** A part that says something else than the newest commit. */
export interface Earlier {
  /** The newest commit that is planned. */
  newest: string;
  /** The newest run has planned its folder with another state, so that nothing applies the old one. */
  isReplaced: boolean;
}

export type EarlierParts = ReadonlyMap<Part, Earlier>;

/** Parts of plans that an earlier run made, of another commit than the newest run has. */
export function earlierParts(parts: readonly Part[]): EarlierParts {
  const plans = parts.filter(({ command }) => command === "plan");
  const newest = plans.reduce<Part | undefined>(
    (last, one) => (last === undefined || one.runId > last.runId ? one : last),
    undefined,
  );
  if (newest === undefined) return new Map();
  const isCurrent = ({ head }: Part): boolean => head === newest.head;
  const current = plans.filter(isCurrent);
  const earlier = plans.filter((one) => !isCurrent(one) && isPlanOnly(one));
  return new Map(
    earlier.map((one) => {
      const isReplaced = current.some((other) => isSameFolder(one, other));
      return [one, { newest: newest.head, isReplaced }];
    }),
  );
}

/** What an apply has done, in part or as a whole, stays true. */
const isPlanOnly = (part: Part): boolean =>
  hasNoPlan(part) || !["applied", "unchanged", "failed", "cancelled"].includes(stateNow(part));

const stateNow = ({ status }: Part): string => status?.state ?? "planned";

export const shortCommit = (commit: string): string => code(commit.slice(0, 7));

/** Says of a part that it is not about the newest commit, below the title of its section. */
export const earlierLine = ({ head }: Part, { newest, isReplaced }: Earlier): string =>
  `**Of an earlier commit**: planned at ${shortCommit(head)}, and not at ${shortCommit(newest)}. It is not part of this run${isReplaced ? ", in which this folder has another state: nothing applies it" : ""}.`;
