import { lstatSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../base/usage-error.ts";
import { git } from "./git.ts";

/**
 * Lists the files of the folder that a commit of everything would contain, relative to the folder: those that git has
 * or would add. Files that were deleted or renamed without git are not listed. A folder outside of a git checkout, or
 * ignored by its checkout, is listed with its own .gitignore files.
 * @param emptyRepository a repository without an index, for a folder that has none
 * @throws UsageError if git cannot read the folder
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

/**
 * Returns whether a file is in the commit: not if it was deleted without a commit, or is a nested repository, for which
 * git only keeps a pointer.
 */
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
