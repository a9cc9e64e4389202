import { findings, type Result } from "./service.ts";

/** What became of one service: its results, or why it was not compared. */
export type Outcome =
  | { name: string; results: readonly Result[] }
  | { name: string; skipped: string }
  | { name: string; failed: string };

const WIDTHS = [12, 6, 6, 10];

/** The table that `npm run conformance` prints, and below it each difference with its reason. */
export function conformanceTable(outcomes: readonly Outcome[]): string {
  const row = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
      .join(" ")
      .trimEnd();
  const lines = [row(["service", "cases", "equal", "different"])];
  for (const outcome of outcomes) {
    if ("skipped" in outcome) lines.push(`SKIPPED ${outcome.name}: ${outcome.skipped}`);
    else if ("failed" in outcome) lines.push(`FAILED ${outcome.name}: ${outcome.failed}`);
    else lines.push(row([outcome.name, ...countsOf(outcome.results)]));
  }
  for (const outcome of outcomes) if ("results" in outcome) lines.push(...explain(outcome));
  return lines.join("\n");
}

function countsOf(results: readonly Result[]): string[] {
  const equal = results.filter((result) => result.equal).length;
  return [results.length, equal, results.length - equal].map(String);
}

function explain({ name, results }: { name: string; results: readonly Result[] }): string[] {
  const lines: string[] = [];
  for (const { name: which, equal, reason, ours, theirs } of results) {
    if (equal) continue;
    lines.push("", `${name}: ${which}`, `  ${reason ?? "UNEXPLAINED"}`);
    if (reason === undefined) lines.push(`  ours:   ${shown(ours)}`, `  theirs: ${shown(theirs)}`);
  }
  for (const finding of findings(results)) lines.push("", `${name}: ${finding}`);
  return lines;
}

const shown = (value: unknown): string =>
  value === undefined ? "undefined" : JSON.stringify(value).slice(0, 2000);

/** Whether everything that was compared is equal or explained. */
export const conforms = (outcomes: readonly Outcome[]): boolean =>
  outcomes.every(
    (outcome) =>
      "skipped" in outcome || ("results" in outcome && findings(outcome.results).length === 0),
  );
