import type { Finding, Result } from "./compare.ts";

/** The outcome for one service: its results, or why it was not compared. */
export type Outcome =
  | { name: string; results: readonly Result[]; findings: readonly Finding[] }
  | { name: string; skipped: string }
  | { name: string; failed: string };

const WIDTHS = [12, 6, 6, 10];

/** Returns a table with one line for each service, followed by all explained differences with their reasons. */
export function conformanceTable(outcomes: readonly Outcome[]): string {
  const row = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
      .join(" ")
      .trimEnd();
  const lines = [row(["service", "cases", "equal", "different"])];
  for (const outcome of outcomes) {
    if ("skipped" in outcome) lines.push(`SKIPPED ${outcome.name}: ${outcome.skipped}`);
    else if ("results" in outcome) lines.push(row([outcome.name, ...countsOf(outcome.results)]));
  }
  for (const outcome of outcomes)
    if ("results" in outcome)
      for (const { name, equal, reason } of outcome.results)
        if (!equal && reason !== undefined)
          lines.push("", `${outcome.name}: ${name}`, `  ${reason}`);
  return lines.join("\n");
}

function countsOf(results: readonly Result[]): string[] {
  const equal = results.filter((result) => result.equal).length;
  return [results.length, equal, results.length - equal].map(String);
}

/** Returns what a person has to look at, and a closing line. Print this last. */
export function describeFindings(outcomes: readonly Outcome[]): string[] {
  const lines: string[] = [];
  let count = 0;
  for (const outcome of outcomes) {
    if ("failed" in outcome) {
      count += 1;
      lines.push(`FAILED ${outcome.name}: ${outcome.failed}`);
    } else if ("findings" in outcome) {
      count += outcome.findings.length;
      for (const { case: name, problem, paths } of outcome.findings)
        lines.push(
          `FAILED ${outcome.name}, "${name}": ${problem}`,
          ...paths.map((path) => `  ${path}`),
        );
    }
  }
  return count === 0 ? [] : [...lines, count === 1 ? "1 finding" : `${count} findings`];
}

/** Returns whether everything that was compared is equal or explained. */
export const conforms = (outcomes: readonly Outcome[]): boolean =>
  describeFindings(outcomes).length === 0;
