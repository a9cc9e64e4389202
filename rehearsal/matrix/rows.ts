import type { Cell, Expected } from "./cell.ts";

/** One cell of a row of the table. Without a world, it uses the world of its row. */
export type Row = Omit<Cell, "workflow" | "start" | "environment" | "world"> &
  Partial<Pick<Cell, "world">>;

/** Returns the cells of a row. */
export const cellsOf = (
  row: Pick<Cell, "workflow" | "start" | "environment" | "world">,
  cells: readonly Row[],
): Cell[] => cells.map((cell) => ({ ...row, ...cell }));

/** A run that fails. */
export const failure = (variant: string, run: string[], expected: Expected): Row => ({
  outcome: "failure",
  variant,
  run,
  expected,
});

/** Nothing is changed or recorded. */
export const UNTOUCHED: Pick<Expected, "infrastructure" | "kubernetes" | "history"> = {
  infrastructure: "none",
  kubernetes: "none",
  history: [],
};

/** A newer commit went live while the run waited for its environment. */
export const SUPERSEDED = {
  ...UNTOUCHED,
  live: "a newer commit",
  history: ["outcome healthy", "refusal superseded"],
} as const satisfies Partial<Expected>;

/** GitHub's message for a job that was not let into its environment. */
export const REJECTED = "The deployment was rejected or didn't satisfy other protection rules.";
