import type { Finding } from "./survey.ts";

const COLUMNS = ["engine", "version", "status", "seconds", "where, or why not"] as const;

/** Formats the findings as a table for a terminal. The last line counts them. */
export function renderFindings(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => [
    finding.engine,
    finding.version,
    finding.status,
    finding.seconds.toFixed(1),
    finding.detail,
  ]);
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 3 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(COLUMNS), ...rows.map(line), "", closingLine(findings)].join("\n");
}

function closingLine(findings: readonly Finding[]): string {
  const count = (status: Finding["status"]): number =>
    findings.filter((finding) => finding.status === status).length;
  const seconds = findings.reduce((sum, finding) => sum + finding.seconds, 0);
  return `${count("found")} found, ${count("installed")} installed, ${count("skipped")} skipped in ${seconds.toFixed(0)} s`;
}
