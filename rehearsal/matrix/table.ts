import { OUTCOMES, type Absent, type Cell, type Outcome } from "./cell.ts";
import type { Problem } from "./check.ts";

export interface Checked {
  cell: Cell;
  problems: readonly Problem[];
}

/**
 * Makes the table: one row for each workflow and start, one column for each outcome. Below the table: why some cells
 * are impossible.
 */
export function tableLines(checked: readonly Checked[], absent: readonly Absent[]): string[] {
  const rows = [...new Set(checked.map(({ cell }) => rowOf(cell)))];
  const lines = rows.map((row) => {
    const own = checked.filter(({ cell }) => rowOf(cell) === row);
    return [row, ...OUTCOMES.map((outcome) => marksOf(outcome, own, absent))];
  });
  const table = [["", ...OUTCOMES], ...lines];
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map((line) => (line[column] ?? "").length)),
  );
  return [
    "",
    ...table.map((line) =>
      line
        .map((text, column) => text.padEnd(widths?.[column] ?? 0))
        .join("  ")
        .trimEnd(),
    ),
    "",
    ...absent
      .filter(({ workflow }) => checked.some(({ cell }) => cell.workflow === workflow))
      .map(({ workflow, outcome, why }) => `–  ${workflow}, ${outcome}: ${why}`),
  ];
}

const rowOf = ({ workflow, start }: Cell): string => `${workflow}, ${start}`;

/** Makes ✓ or ✗ for each cell, with its variant if the outcome has several cells. */
function marksOf(outcome: Outcome, row: readonly Checked[], absent: readonly Absent[]): string {
  const marks = row
    .filter(({ cell }) => cell.outcome === outcome)
    .map(({ cell: { variant }, problems }) =>
      [problems.length === 0 ? "✓" : "✗", variant].filter((one) => one !== undefined).join(" "),
    );
  if (marks.length > 0) return marks.join(", ");
  const workflow = row[0]?.cell.workflow;
  return absent.some((one) => one.workflow === workflow && one.outcome === outcome) ? "–" : "";
}
