// Finds or hashes files with GitHub's own glob package, and writes the result to file descriptor 3 as JSON.
//
// It is a separate program for three reasons: the package resolves patterns against the working directory, it writes
// `::debug::` lines to standard output, and it is asynchronous, but GitHub's evaluator needs the value of hashFiles
// synchronously. GitHub's runner also starts a process for hashFiles. The bundle contains the package without
// @actions/core (scripts/bundle.ts).
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
  // The package refused a pattern. The step's log needs its message, without the stack of this program.
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
