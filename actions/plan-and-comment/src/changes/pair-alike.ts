import type { Json } from "../../../lib/terraform/json.ts";
import { equal, isObject } from "../../../lib/terraform/values.ts";
import type { Aligned } from "./align.ts";

/** With more comparisons than this, objects stay paired by position, so that hostile input costs no time. */
const COMPARISONS = 400;

/**
 * Pairs the objects between two matches by what they have in common. A plan does not say which lists are sets. If
 * objects were paired by position, a rule that goes and another rule that changes would look like a change of the first
 * rule into the second.
 * @param aligned the result of `align`
 */
export function pairAlike(
  aligned: readonly Aligned[],
  before: readonly Json[],
  after: readonly Json[],
  isEqual: (pair: Aligned) => boolean,
): Aligned[] {
  const paired: Aligned[] = [];
  for (let at = 0; at < aligned.length; at += 1) {
    const start = at;
    while (at < aligned.length && !isEqual(aligned[at] as Aligned)) at += 1;
    paired.push(...pairGap(aligned.slice(start, at), before, after));
    const next = aligned[at];
    if (next !== undefined) paired.push(next);
  }
  return paired;
}

function pairGap(
  gap: readonly Aligned[],
  before: readonly Json[],
  after: readonly Json[],
): readonly Aligned[] {
  const rows = gap.flatMap(([row]) => (row === undefined ? [] : [row]));
  const columns = gap.flatMap(([, column]) => (column === undefined ? [] : [column]));
  if (gap.length < 2 || rows.length * columns.length > COMPARISONS) return gap;
  const likeness = rows.map((row) =>
    columns.map((column) => likenessOf(before[row], after[column])),
  );
  // Scalars, and objects that have nothing in common, are paired by position.
  if (!likeness.some((line) => line.some((alike) => alike > 0))) return gap;
  return bestPairs(likeness).map(([row, column]) => [
    row === undefined ? undefined : rows[row],
    column === undefined ? undefined : columns[column],
  ]);
}

/** Returns how many members of two objects are equal. A member counts only if both objects have it. */
function likenessOf(a: Json | undefined, b: Json | undefined): number {
  if (!isObject(a) || !isObject(b)) return 0;
  return Object.keys(a).filter((name) => Object.hasOwn(b, name) && equal(a[name], b[name])).length;
}

/**
 * Returns the pairs with the most in common, in the order of both sides. A pair with nothing in common is better than
 * none.
 */
function bestPairs(likeness: readonly (readonly number[])[]): Aligned[] {
  const [rows, columns] = [likeness.length, likeness[0]?.length ?? 0];
  const best = Array.from({ length: rows + 1 }, () => new Array<number>(columns + 1).fill(0));
  const at = (row: number, column: number): number => best[row]?.[column] ?? 0;
  const paired = (row: number, column: number): number =>
    (likeness[row]?.[column] ?? 0) + 0.5 + at(row + 1, column + 1);
  for (let row = rows - 1; row >= 0; row -= 1)
    for (let column = columns - 1; column >= 0; column -= 1)
      (best[row] as number[])[column] = Math.max(
        paired(row, column),
        at(row + 1, column),
        at(row, column + 1),
      );
  const pairs: Aligned[] = [];
  for (let row = 0, column = 0; row < rows || column < columns;) {
    const isInside = row < rows && column < columns;
    if (isInside && paired(row, column) === at(row, column)) pairs.push([row++, column++]);
    else if (row < rows && (!isInside || at(row + 1, column) === at(row, column)))
      pairs.push([row++, undefined]);
    else pairs.push([undefined, column++]);
  }
  return pairs;
}
