import { availableParallelism, tmpdir } from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { seconds } from "../report/tree.ts";
import { idOf, type Cell, type Command } from "./cell.ts";
import { ABSENT, CELLS } from "./cells.ts";
import { findProblems, type Problem } from "./check.ts";
import { selectCells, type Selection } from "./select.ts";
import { tableLines, type Checked } from "./table.ts";
import { NOTHING, viewEnvironments } from "./view.ts";
import { Worlds, type Moment } from "./worlds.ts";

/**
 * Runs the selected cells of the matrix. Prints every unexpected result, and the table.
 * @returns whether all cells had the expected result
 * @throws UsageError as selectCells
 */
export async function runMatrix(selection: Selection): Promise<boolean> {
  const started = performance.now();
  const cells = selectCells(CELLS, selection);
  const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-matrix-"));
  try {
    const checked = await runAll(cells, new Worlds(directory));
    const good = checked.filter(({ problems }) => problems.length === 0).length;
    for (const line of tableLines(checked, ABSENT)) console.log(line);
    console.log(
      `\n${good} of ${checked.length} cells are as expected, in ${seconds(performance.now() - started)}`,
    );
    return good === checked.length;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs as many cells at the same time as the machine has cores. */
async function runAll(cells: readonly Cell[], worlds: Worlds): Promise<Checked[]> {
  const left = cells.map((cell, index) => ({ cell, index }));
  const checked: Checked[] = [];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const { cell, index } = next;
      const started = performance.now();
      const problems = await runCell(cell, worlds);
      checked[index] = { cell, problems };
      report(cell, problems, performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return checked;
}

async function runCell(cell: Cell, worlds: Worlds): Promise<Problem[]> {
  const { world, edits, before: earlier = [], environment } = cell;
  const goOn = (from: Moment, command: Command): Promise<Moment> => {
    const view = viewEnvironments(from.keep)[environment] ?? NOTHING;
    return worlds.after(from, typeof command === "function" ? command(view) : command, edits);
  };
  let before = await worlds.prepare(world);
  for (const command of earlier) before = await goOn(before, command);
  const { run, keep } = await goOn(before, cell.run);
  return findProblems(cell, {
    run,
    before: viewEnvironments(before.keep),
    after: viewEnvironments(keep),
  });
}

function report(cell: Cell, problems: readonly Problem[], ms: number): void {
  console.log(`${problems.length === 0 ? "✓" : "✗"} ${idOf(cell).padEnd(44)} ${seconds(ms)}`);
  for (const { what, expected, seen } of problems) {
    console.log(`    ${what}`);
    console.log(`      expected: ${textOf(expected)}`);
    console.log(`      seen:     ${textOf(seen)}`);
  }
  if (problems.length > 0)
    console.log(`    run it alone: npm run rehearse -- --matrix --cell ${idOf(cell)}`);
}

const textOf = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "nothing");
  return text.replaceAll("\n", "\n                ");
};
