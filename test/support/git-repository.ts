import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A git repository that ignores the git configuration of the machine. */
export interface GitRepository {
  directory: string;
  /** Variables that git runs with. */
  environment: Record<string, string>;
  git: (...argv: string[]) => string;
  /** Writes the files, removes files whose text is undefined, and commits everything. @returns the id of the commit */
  commit: (message: string, files?: Readonly<Record<string, string | undefined>>) => string;
}

export function createGitRepository(directory: string): GitRepository {
  const environment = {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nonexistent",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@example.org",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@example.org",
  };
  const git = (...argv: string[]): string =>
    execFileSync("git", ["-C", directory, ...argv], { env: environment, encoding: "utf8" }).trim();
  mkdirSync(directory, { recursive: true });
  git("init", "-q", "-b", "main");
  return {
    directory,
    environment,
    git,
    commit: (message, files = {}) => {
      for (const [name, text] of Object.entries(files)) {
        const file = path.join(directory, name);
        mkdirSync(path.dirname(file), { recursive: true });
        if (text === undefined) rmSync(file);
        else writeFileSync(file, text);
      }
      git("add", "--all");
      git("commit", "-q", "--allow-empty", "-m", message);
      return git("rev-parse", "HEAD");
    },
  };
}
