import { code } from "../markdown/escape.ts";
import { isSameFolder } from "./part.ts";
import type { Part } from "./part.ts";
import { hasNoPlan } from "./progress.ts";

// A run plans every workspace that the pull request affects. A part of an earlier commit is about a workspace that the
// newest run has not planned yet, or that it does not plan any more: its folder or its state's key was changed, or the
// change that affected it was reverted.

/** A part that is about another commit than the newest one. */
export interface Earlier {
  /** The newest commit that is planned. */
  newest: string;
  /** The newest run has planned the same folder with another state, so nothing applies the old plan. */
  isReplaced: boolean;
}

export type EarlierParts = ReadonlyMap<Part, Earlier>;

/** Returns the parts of plans that an earlier run made for another commit than the newest run's. */
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

/** Returns whether a part is only a plan. What an apply has done, partly or completely, stays true. */
const isPlanOnly = (part: Part): boolean =>
  hasNoPlan(part) || !["applied", "unchanged", "failed", "cancelled"].includes(stateNow(part));

const stateNow = ({ status }: Part): string => status?.state ?? "planned";

export const shortCommit = (commit: string): string => code(commit.slice(0, 7));

/** Returns the line below the title of a section that says that the part is not about the newest commit. */
export const earlierLine = ({ head }: Part, { newest, isReplaced }: Earlier): string =>
  `**Of an earlier commit**: planned at ${shortCommit(head)}, and not at ${shortCommit(newest)}. It is not part of this run${isReplaced ? ", in which this folder has another state: nothing applies it" : ""}.`;
