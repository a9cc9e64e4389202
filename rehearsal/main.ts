import type { Writable } from "node:stream";
import { INIT, readArguments } from "./command-line/arguments.ts";
import { UsageError } from "./base/usage-error.ts";
import { FAILURES } from "./command-line/failures.ts";
import { nextLines } from "./init/next.ts";
import { initialize } from "./init/run.ts";
import type { Rehearsal } from "./command-line/command-line-options.ts";
import { runMatrix } from "./matrix/run.ts";
import { rehearse } from "./rehearse.ts";
import { WorkflowError, isOnlyLimits } from "./runner/load/problems.ts";
import { HELP_HINT, PROGRAM, USAGE } from "./command-line/usage.ts";

/**
 * Runs the command line. Every error is explained in words.
 * @returns the exit code: 0 for success, 1 if a run failed, 2 for input that the rehearsal cannot use
 */
export async function main(argv: readonly string[]): Promise<number> {
  outliveReader(process.stdout);
  outliveReader(process.stderr);
  // The package's program is called `eks-pipeline`, and this is its only command.
  const words = argv[0] === "rehearse" ? argv.slice(1) : [...argv];
  try {
    return (await run(words)) ? 0 : 1;
  } catch (error) {
    if (error instanceof WorkflowError) {
      // GitHub would refuse the workflow with the same words, unless the message says otherwise. No job was run.
      console.error(error.message);
      return isOnlyLimits(error.problems) ? 2 : 1;
    }
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${HELP_HINT}`);
      return 2;
    }
    console.error(defect(error, words.includes("--verbose")));
    return 1;
  }
}

/**
 * Lets a run finish even if the reader of its output, such as `head`, has ended. Otherwise the program would end at
 * once and leave its folders and processes behind.
 */
export function outliveReader(output: Writable): void {
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** @returns whether the run succeeded */
async function run(words: string[]): Promise<boolean> {
  const given = readArguments(words);
  if (given === "help") console.log(USAGE);
  else if (given === "list-failures")
    for (const [name, failure] of Object.entries(FAILURES))
      console.log(`${name.padEnd(20)} ${failure.story}`);
  else if ("names" in given) return await runMatrix(given);
  else if (given.event === INIT) return await initializeAndRehearse(given);
  else return await rehearse(given);
  return true;
}

async function initializeAndRehearse(given: Rehearsal): Promise<boolean> {
  const ok = await rehearse(initialize(given));
  // If a run failed, its failure must be the last output.
  if (ok) for (const line of nextLines(PROGRAM, given.repository)) console.log(line);
  return ok;
}

/** Renders an unexpected error: one sentence, or the stack if the user asked for it. */
function defect(error: unknown, verbose: boolean): string {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const hint = "Run it again with --verbose to see where, and report it.";
  return `the rehearsal itself failed: ${message}. ${verbose ? (stack ?? "") : hint}`;
}
