import type { PlanComment } from "./find.ts";
import type { Part } from "./part.ts";
import { isSameTarget } from "./target.ts";
import type { Target } from "./target.ts";

/** The comments of one target. There is more than one if jobs created them at the same moment. */
export interface Group {
  target: Target;
  comments: PlanComment[];
}

export const partsOf = (comments: readonly PlanComment[]): Part[] =>
  comments.flatMap(({ read }) => read.parts);

/** Groups comments by target, in the order of their first comments. */
export function groupByTarget(comments: readonly PlanComment[]): Group[] {
  const groups: Group[] = [];
  for (const one of comments) {
    const group = groups.find(({ target }) => isSameTarget(target, one.read.target));
    if (group === undefined) groups.push({ target: one.read.target, comments: [one] });
    else group.comments.push(one);
  }
  return groups;
}
