// Finds or hashes files with GitHub's own glob package, and writes the result to file descriptor 3 as JSON.
//
// A program of its own for three reasons: the package resolves patterns against the working directory, it writes
// `::debug::` lines to standard output, and it answers later, while GitHub's evaluator wants the value of hashFiles at once.
// GitHub's runner starts a process for hashFiles as well. The bundle has the package without @actions/core (scripts/bundle.ts).
// https://github.com/actions/runner/blob/main/src/Misc/expressionFunc/hashFiles/src/hashFiles.ts
import { writeFileSync } from "node:fs";
import process from "node:process";
import { create, hashFiles } from "@actions/glob";

const RESULT = 3;
const [task, directory = "", patterns = "", option] = process.argv.slice(2);
process.chdir(directory);

async function find() {
  const options = { matchDirectories: false, excludeHiddenFiles: option !== "hidden" };
  const globber = await create(patterns, options);
  return { files: await globber.glob(), roots: globber.getSearchPaths() };
}

const hash = () => hashFiles(patterns, directory, { followSymbolicLinks: option === "follow" });

try {
  writeFileSync(RESULT, JSON.stringify(await (task === "find" ? find() : hash())));
} catch (error) {
  // A pattern that the package refuses: its message is for the log of the step, not where in this program it was found.
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
