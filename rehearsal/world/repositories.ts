import { execFileSync } from "node:child_process";
import { cpSync, lstatSync, mkdirSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../base/usage-error.ts";
import type { Repository } from "../runner/request.ts";

export const ROOT = path.resolve(import.meta.dirname, "../..");

export const CONSUMER = "example-org/fleet";
export const PIPELINE = "example-org/eks-pipeline";

/** Who commits in the copy, and when: always the same, so that the same files have the same commit. */
const COMMITTER = {
  GIT_AUTHOR_NAME: "Rehearsal",
  GIT_AUTHOR_EMAIL: "rehearsal@example.invalid",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "Rehearsal",
  GIT_COMMITTER_EMAIL: "rehearsal@example.invalid",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
  // The user's own settings (hooks, signing, templates) must not change the commit.
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

/** @throws Error with what git says, in English */
function git(
  directory: string,
  argv: string[],
  settings: Record<string, string> = COMMITTER,
): string {
  return execFileSync("git", argv, {
    cwd: directory,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], LC_ALL: "C", ...settings },
    encoding: "utf8",
    maxBuffer: 1 << 30,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/**
 * The consumer's repository as GitHub would have it: the files of `source` that git does not ignore, committed on
 * `main` in `directory`. The same files always give the same commit.
 * @param directory empty or missing
 * @throws UsageError when git finds no file
 */
export function consumerRepository(source: string, directory: string): Repository {
  mkdirSync(directory, { recursive: true });
  git(directory, ["init", "--quiet", "--initial-branch=main"]);
  const files = listFiles(source, path.join(directory, ".git")).filter((file) =>
    isFile(path.join(source, file)),
  );
  if (files.length === 0)
    throw new UsageError(`--repo: "${source}" has no file that git would commit.`);
  for (const file of files)
    cpSync(path.join(source, file), path.join(directory, file), { verbatimSymlinks: true });
  // --force: a file that is committed although .gitignore names it is part of the repository.
  git(directory, ["add", "--all", "--force"]);
  git(directory, ["commit", "--quiet", "--message", "The repository as it is rehearsed"]);
  return {
    name: CONSUMER,
    directory,
    sha: git(directory, ["rev-parse", "HEAD"]).trim(),
    ref: "refs/heads/main",
  };
}

/**
 * The files that git has or would add, relative to the folder. A folder that is not in a git checkout, or that its
 * checkout ignores, is listed with its own .gitignore files.
 * @param emptyRepository a repository without files, for a folder that has none
 */
function listFiles(folder: string, emptyRepository: string): string[] {
  const list = ["ls-files", "-z", "--others", "--exclude-standard"];
  // The user's own git settings count here: what they ignore everywhere, and which checkouts they trust.
  const own = isCheckout(folder) ? names(git(folder, [...list, "--cached"], {})) : [];
  if (own.length > 0) return own;
  return names(git(folder, [`--git-dir=${emptyRepository}`, "--work-tree=.", ...list], {}));
}

const names = (output: string): string[] =>
  [...new Set(output.split("\0"))].filter((name) => name !== "");

function isCheckout(folder: string): boolean {
  try {
    return git(folder, ["rev-parse", "--is-inside-work-tree"], {}).trim() === "true";
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr?.includes("not a git repository") === true) return false;
    throw new UsageError(`--repo: git cannot read "${folder}": ${(stderr ?? "").trim()}`);
  }
}

/** Not what was deleted without a commit, nor a repository within the repository, of which git keeps a pointer. */
function isFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false;
}

/** This repository: reusable workflows, actions, Terraform root modules and images come from its work tree. */
export function pipelineRepository(): Repository {
  let sha = "0".repeat(40);
  try {
    sha = git(ROOT, ["rev-parse", "HEAD"]).trim();
  } catch {
    // A source archive has no history; its files are all that is needed.
  }
  return { name: PIPELINE, directory: ROOT, sha, ref: "refs/heads/main" };
}
