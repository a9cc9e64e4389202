/** Two indexes that belong together; undefined = the item is on one side only. */
export type Aligned = readonly [before: number | undefined, after: number | undefined];

/** With more comparisons than this, items are paired by position, so that hostile input costs no time. */
const COMPARISONS = 250_000;

/**
 * Aligns two lists of keys. Equal keys are paired by their longest common subsequence. What is left between two matches
 * is paired by position (the keys of such a pair differ).
 */
export function align(before: readonly string[], after: readonly string[]): Aligned[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start])
    start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const [rows, columns] = [before.length - start - end, after.length - start - end];
  const matches: [number, number][] = [];
  for (let at = 0; at < start; at += 1) matches.push([at, at]);
  if (rows * columns <= COMPARISONS)
    for (const [row, column] of commonSubsequence(
      before.slice(start, start + rows),
      after.slice(start, start + columns),
    ))
      matches.push([start + row, start + column]);
  for (let at = end; at > 0; at -= 1) matches.push([before.length - at, after.length - at]);
  return fill(matches, before.length, after.length);
}

/** Returns the index pairs of a longest common subsequence. */
function commonSubsequence(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let row = a.length - 1; row >= 0; row -= 1)
    for (let column = b.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        a[row] === b[column]
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(
              lengths[(row + 1) * width + column] ?? 0,
              lengths[row * width + column + 1] ?? 0,
            );
  const pairs: [number, number][] = [];
  for (let row = 0, column = 0; row < a.length && column < b.length;)
    if (a[row] === b[column]) pairs.push([row++, column++]);
    else if ((lengths[(row + 1) * width + column] ?? 0) >= (lengths[row * width + column + 1] ?? 0))
      row += 1;
    else column += 1;
  return pairs;
}

function fill(matches: readonly [number, number][], rows: number, columns: number): Aligned[] {
  const aligned: Aligned[] = [];
  let [row, column] = [0, 0];
  for (const [nextRow, nextColumn] of [...matches, [rows, columns] as const]) {
    while (row < nextRow || column < nextColumn)
      aligned.push([row < nextRow ? row++ : undefined, column < nextColumn ? column++ : undefined]);
    if (nextRow < rows || nextColumn < columns) aligned.push([row++, column++]);
  }
  return aligned;
}
