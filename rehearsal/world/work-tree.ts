import { lstatSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../base/usage-error.ts";
import { git } from "./git.ts";

/**
 * The files of the folder that git has or would add, relative to it: those of a commit of everything. What git knows and
 * the folder lacks, because it was deleted or renamed without git, is not among them. A folder that is not in a git checkout, or that its
 * checkout ignores, is listed with its own .gitignore files.
 * @param emptyRepository a repository without an index, for a folder that has none
 * @throws UsageError when git cannot read the folder
 */
export function listFiles(folder: string, emptyRepository: string): string[] {
  const list = ["ls-files", "-z", "--others", "--exclude-standard"];
  const own = isCheckout(folder)
    ? names(git(folder, [...list, "--cached"], { withUserSettings: true }))
    : [];
  const outside = [`--git-dir=${emptyRepository}`, "--work-tree=.", ...list];
  const all = own.length > 0 ? own : names(git(folder, outside, { withUserSettings: true }));
  return all.filter((name) => isInCommit(path.join(folder, name)));
}

/** Not what was deleted without a commit, nor a repository within the repository, of which git keeps a pointer. */
function isInCommit(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false;
}

const names = (output: string): string[] =>
  [...new Set(output.split("\0"))].filter((name) => name !== "");

function isCheckout(folder: string): boolean {
  try {
    const argv = ["rev-parse", "--is-inside-work-tree"];
    return git(folder, argv, { withUserSettings: true }).trim() === "true";
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr?.includes("not a git repository") === true) return false;
    throw new UsageError(`--repo: git cannot read "${folder}": ${(stderr ?? "").trim()}`);
  }
}
