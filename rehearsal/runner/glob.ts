import { spawnSync } from "node:child_process";

/**
 * GitHub's own glob package in a process of its own, for three reasons: it resolves patterns against the working
 * directory, it writes `::debug::` lines to standard output, and it answers later, while GitHub's evaluator wants the
 * value of hashFiles at once. GitHub's runner starts a process for hashFiles as well.
 * https://github.com/actions/runner/blob/main/src/Misc/expressionFunc/hashFiles/src/hashFiles.ts
 */
const PROGRAM = `
import { writeFileSync } from "node:fs";
import { create, hashFiles } from "@actions/glob";
const [task, directory, patterns, option] = process.argv.slice(1);
process.chdir(directory);
const find = async () => {
  const globber = await create(patterns, { matchDirectories: false, excludeHiddenFiles: option !== "hidden" });
  return { files: await globber.glob(), roots: globber.getSearchPaths() };
};
const hash = () => hashFiles(patterns, directory, { followSymbolicLinks: option === "follow" });
writeFileSync(3, JSON.stringify(await (task === "find" ? find() : hash())));
`;

function runProgram(...argv: string[]): unknown {
  const { status, output } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", PROGRAM, ...argv],
    // The package is found from this folder.
    { cwd: import.meta.dirname, env: {}, stdio: ["ignore", "ignore", "pipe", "pipe"] },
  );
  const [, , errors, answer] = output;
  if (status !== 0) throw new Error(`@actions/glob failed: ${errors?.toString() ?? ""}`);
  return JSON.parse(answer?.toString() ?? "");
}

interface FoundFiles {
  /** Absolute paths, each once, in the order of the search. */
  files: string[];
  /** Where the search starts, in the order of the patterns; artifact names are relative to what these have in common. */
  roots: string[];
}

/**
 * Files that match patterns, one a line, relative to `directory` or absolute. Folders match with all they hold.
 * @param includeHidden whether files and folders count whose name begins with a dot
 */
export const findFiles = (
  patterns: string,
  directory: string,
  includeHidden: boolean,
): FoundFiles =>
  runProgram("find", directory, patterns, ...(includeHidden ? ["hidden"] : [])) as FoundFiles;

/** https://github.com/actions/runner/blob/main/src/Runner.Worker/Expressions/HashFilesFunction.cs */
const FOLLOW = "--follow-symbolic-links";

/**
 * The SHA-256 of the SHA-256 digests of all files of `directory` that match, in hex; "" when there are none.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles
 * @param patterns may begin with the option --follow-symbolic-links
 * @throws Error for another option
 */
export function hashFiles(patterns: readonly string[], directory: string): string {
  const [first = "", ...rest] = patterns;
  if (!first.startsWith("--")) return runProgram("hash", directory, patterns.join("\n")) as string;
  if (first.toLowerCase() !== FOLLOW)
    throw new Error(`Invalid glob option ${first}, available option: '${FOLLOW}'.`);
  return runProgram("hash", directory, rest.join("\n"), "follow") as string;
}
