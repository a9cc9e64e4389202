import { itemsOf, type Part } from "../base/part.ts";
import { UsageError } from "../base/usage-error.ts";
import { idOf, type Cell } from "./cell.ts";

/** Which cells of the matrix run. */
export interface Selection {
  /** Parts of ids, such as deploy/cancel. An empty list stands for all cells. */
  names: readonly string[];
  /** One part of these cells. */
  part?: Part;
}

/**
 * Returns the selected cells, in the given order. The cells of a part are spread over the matrix, so that each part has
 * something of each workflow.
 * @throws UsageError if no cell has one of the names, and if the part has no cells
 */
export function selectCells(cells: readonly Cell[], { names, part }: Selection): readonly Cell[] {
  for (const name of names)
    if (!cells.some((cell) => hasName(cell, name)))
      throw new UsageError(
        `--cell: "${name}" is not valid. Expected parts of one of: ${cells.map(idOf).join(", ")}.`,
      );
  const named =
    names.length === 0 ? cells : cells.filter((cell) => names.some((name) => hasName(cell, name)));
  if (part === undefined) return named;
  const own = itemsOf(named, part);
  if (own.length === 0)
    throw new UsageError(
      `--part: ${part.number}/${part.of} has no cells, because only ${named.length} ${named.length === 1 ? "is" : "are"} selected. Expected at most ${named.length} ${named.length === 1 ? "part" : "parts"}.`,
    );
  return own;
}

function hasName(cell: Cell, name: string): boolean {
  const parts = idOf(cell).split("/");
  return name === idOf(cell) || name.split("/").every((part) => parts.includes(part));
}
