import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Repository } from "./runner/request.ts";

export const ROOT = path.resolve(import.meta.dirname, "..");

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

function git(directory: string, ...argv: string[]): string {
  const environment = { PATH: process.env["PATH"], ...COMMITTER };
  return execFileSync("git", argv, {
    cwd: directory,
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** Files of a folder as git sees them when it is a work tree, else all but node_modules and .git. */
function copyTree(from: string, to: string): void {
  const skipped = new Set(["node_modules", ".git", ".terraform"]);
  cpSync(from, to, { recursive: true, filter: (source) => !skipped.has(path.basename(source)) });
}

/**
 * The consumer's repository as GitHub would have it: the files of `source`, committed on `main` in `directory`
 * (which must be empty or missing). The same files always give the same commit.
 */
export function consumerRepository(source: string, directory: string): Repository {
  if (!existsSync(source) || readdirSync(source).length === 0)
    throw new Error(`there is no repository in ${source}`);
  copyTree(source, directory);
  git(directory, "init", "--quiet", "--initial-branch=main");
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--message", "The repository as it is rehearsed");
  return {
    name: CONSUMER,
    directory,
    sha: git(directory, "rev-parse", "HEAD"),
    ref: "refs/heads/main",
  };
}

/** This repository: reusable workflows, actions, Terraform workspaces and images come from its work tree. */
export function pipelineRepository(): Repository {
  let sha = "0".repeat(40);
  try {
    sha = git(ROOT, "rev-parse", "HEAD");
  } catch {
    // A source archive has no history; its files are all that is needed.
  }
  return { name: PIPELINE, directory: ROOT, sha, ref: "refs/heads/main" };
}
