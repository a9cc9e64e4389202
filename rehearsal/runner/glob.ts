import { spawnSync } from "node:child_process";
import path from "node:path";
import { isBundled } from "../base/bundled.ts";

/** GitHub's own glob package, in a separate process: see the program's file. */
const PROGRAM = path.join(import.meta.dirname, isBundled ? "glob.js" : "glob-program.mjs");

function runProgram(...argv: string[]): unknown {
  const { status, output } = spawnSync(process.execPath, [PROGRAM, ...argv], {
    env: {},
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const [, , errors, answer] = output;
  if (status !== 0) throw new Error(`@actions/glob failed: ${errors?.toString() ?? ""}`);
  return JSON.parse(answer?.toString() ?? "");
}

interface FoundFiles {
  /** Absolute paths, each once, in the order of the search. */
  files: string[];
  /**
   * The folders where the search starts, in the order of the patterns. Artifact names are relative to their common
   * parent.
   */
  roots: string[];
}

/**
 * Finds files that match patterns, one pattern per line, relative to `directory` or absolute. A folder matches with all
 * its content.
 * @param includeHidden whether to include files and folders whose names begin with a dot
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
 * Returns the SHA-256 of the SHA-256 digests of all matching files of `directory`, in hex; "" if there are none.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles
 * @param patterns may begin with the option --follow-symbolic-links
 * @throws Error for any other option
 */
export function hashFiles(patterns: readonly string[], directory: string): string {
  const [first = "", ...rest] = patterns;
  if (!first.startsWith("--")) return runProgram("hash", directory, patterns.join("\n")) as string;
  if (first.toLowerCase() !== FOLLOW)
    throw new Error(`Invalid glob option ${first}, available option: '${FOLLOW}'.`);
  return runProgram("hash", directory, rest.join("\n"), "follow") as string;
}
