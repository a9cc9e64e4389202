// npm run mutants [-- --only NAME,… --changed [BASE] --share N --list]: plants bugs that the tests have to detect.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { ROOT } from "../../scripts/bundle.ts";
import { bundleTestsOf } from "./bundle-tests.ts";
import { copyTree } from "./copy.ts";
import type { PlacedMutant } from "./mutant.ts";
import { MUTANTS } from "./rooms/all.ts";
import { nameOf, plant, selectMutants } from "./select.ts";
import { tryMutant } from "./try.ts";
import type { Fitness, Tried } from "./try.ts";

const USAGE = `usage: npm run mutants -- [--only NAME,NAME] [--changed BASE] [--share N] [--quick] [--workers N] [--list]

Plants one bug of test/mutants/rooms/ after another in a private copy of the tree, and runs tests until one fails.

  --only     ids, rooms, room/id, or beginnings of paths
  --changed  the bugs in folders that differ from BASE, such as main or HEAD~1
  --share    every Nth; which ones depends on the tree, so that in the end all are tried
  --quick    without goldens, recordings and bundles when unit, contract and property tests notice nothing
  --workers  how many at once; else as many as there are cores
  --list     prints what is selected, and why it matters

Ends 0 when all are noticed, 1 when one survived, 2 when the text of one is not found exactly once.
`;

const git = (...argv: string[]): string =>
  execFileSync("git", argv, { cwd: ROOT, encoding: "utf8" }).trim();

function readArguments():
  { mutants: PlacedMutant[]; list: boolean; quick: boolean; workers: number } | undefined {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      changed: { type: "string" },
      share: { type: "string" },
      workers: { type: "string", default: String(os.availableParallelism()) },
      quick: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const number = (name: "share" | "workers", text: string): number => {
    if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name}: "${text}" is not a number above 0`);
    return Number(text);
  };
  const { only, changed, share } = values;
  const mutants = selectMutants(MUTANTS, {
    only: only?.split(",").map((word) => word.trim()),
    changed: changed === undefined ? undefined : git("diff", "--name-only", changed).split("\n"),
    share:
      share === undefined
        ? undefined
        : {
            of: number("share", share),
            turn: Number.parseInt(git("rev-parse", "HEAD^{tree}").slice(0, 8), 16),
          },
  });
  const { list, quick } = values;
  return { mutants, list, quick, workers: number("workers", values.workers) };
}

/**
 * Checks that the text of every mutant is found, even if the mutant is not tried: otherwise a room loses mutants
 * unnoticed.
 */
function requirePlantable(): void {
  const problems = MUTANTS.flatMap((mutant) => {
    try {
      plant(mutant, readFileSync(path.join(ROOT, mutant.file), "utf8"));
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

async function tryAll(
  mutants: readonly PlacedMutant[],
  quick: boolean,
  workers: number,
): Promise<Tried[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "eks-pipeline-mutants-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(130));
  const waiting = mutants.values();
  const fitness: Fitness = new Map();
  const tried: Tried[] = [];
  const work = async (_: unknown, at: number) => {
    const directory = path.join(folder, String(at));
    mkdirSync(directory);
    const copy = await copyTree(directory);
    for (const mutant of waiting) {
      const bundles = quick ? undefined : bundleTestsOf(mutant.file);
      const one = await tryMutant(mutant, copy, fitness, bundles);
      tried.push(one);
      console.log(`${one.noticedBy === undefined ? "✗" : "✓"} ${lineOf(one)}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, mutants.length) }, work));
  for (const [test, isFit] of fitness)
    if (!isFit) console.log(`${test} fails without any mutant, so it was left out`);
  return tried;
}

const lineOf = ({ mutant, noticedBy, seconds }: Tried): string =>
  [
    nameOf(mutant).padEnd(48),
    `${seconds.toFixed(1)} s`.padStart(8),
    noticedBy ?? `SURVIVED: ${mutant.why} (${mutant.file})`,
  ].join("  ");

async function main(): Promise<number> {
  const given = readArguments();
  if (given === undefined) {
    console.log(USAGE);
    return 0;
  }
  requirePlantable();
  const { mutants, list, quick, workers } = given;
  if (list) {
    for (const one of mutants) console.log(`${nameOf(one).padEnd(48)}  ${one.why} (${one.file})`);
    console.log(`${mutants.length} of ${MUTANTS.length} mutants`);
    return 0;
  }
  const tried = await tryAll(mutants, quick, workers);
  const survivors = tried.filter(({ noticedBy }) => noticedBy === undefined);
  console.log(`\n${tried.length - survivors.length} of ${tried.length} mutants are noticed`);
  for (const one of survivors) console.log(`✗ ${lineOf(one)}`);
  return survivors.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
