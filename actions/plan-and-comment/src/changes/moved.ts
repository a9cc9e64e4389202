import type { Aligned } from "./align.ts";

/** A list whose equal items were found, also at other places. */
export interface Separated {
  /** The alignment without the items that only moved. If the order differs, equal pairs come first. */
  rest: Aligned[];
  /** Equal items at two places, in the order of the old list. */
  moved: [before: number, after: number][];
  /** Whether all equal items have the same order on both sides. */
  inOrder: boolean;
}

/**
 * Finds the items that `align` left over on both sides although they are equal. A plan does not say which lists are
 * sets, and a provider may return a set in another order. Such an item is neither removed nor added.
 * @param canMove returns whether an item counts as equal to another one with the same key
 */
export function separateMoved(
  aligned: readonly Aligned[],
  oldKeys: readonly string[],
  newKeys: readonly string[],
  canMove: (before: number, after: number) => boolean,
): Separated {
  const isEqual = ([from, to]: Aligned): boolean =>
    from !== undefined && to !== undefined && oldKeys[from] === newKeys[to];
  const left = aligned.filter((pair) => !isEqual(pair));
  // The first place of each key is the last of its list, so that taking one costs nothing.
  const free = new Map<string, number[]>();
  for (const [, to] of left.toReversed()) {
    if (to === undefined) continue;
    const key = newKeys[to] ?? "";
    const places = free.get(key);
    if (places === undefined) free.set(key, [to]);
    else places.push(to);
  }
  const moved: [number, number][] = [];
  for (const [from] of left) {
    const places = from === undefined ? undefined : free.get(oldKeys[from] ?? "");
    const to = places?.at(-1);
    if (from === undefined || to === undefined || !canMove(from, to)) continue;
    places?.pop();
    moved.push([from, to]);
  }
  const inOrder = isInOrder(aligned.filter(isEqual), moved);
  const rest = without(aligned, moved);
  // Without an order, an item that changes may be anywhere: what is left is one gap.
  const isLeft = (pair: Aligned) => !isEqual(pair);
  return {
    rest: inOrder ? rest : [...rest.filter(isEqual), ...rest.filter(isLeft)],
    moved,
    inOrder,
  };
}

/** Removes both places of each moved item. */
function without(aligned: readonly Aligned[], moved: readonly [number, number][]): Aligned[] {
  const gone = new Set(moved.map(([from]) => from));
  const come = new Set(moved.map(([, to]) => to));
  return aligned.flatMap(([from, to]): Aligned[] => {
    const pair = [
      from !== undefined && gone.has(from) ? undefined : from,
      to !== undefined && come.has(to) ? undefined : to,
    ] as const;
    return pair[0] === undefined && pair[1] === undefined ? [] : [pair];
  });
}

function isInOrder(equal: readonly Aligned[], moved: readonly Aligned[]): boolean {
  const pairs = [...equal, ...moved].sort(([a = 0], [b = 0]) => a - b);
  return pairs.every(([, to = 0], at) => at === 0 || to > (pairs[at - 1]?.[1] ?? 0));
}
