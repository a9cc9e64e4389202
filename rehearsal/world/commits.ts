import type { Commits } from "../github/index.ts";
import { git } from "./git.ts";

/**
 * Answers GitHub's questions about commits from a repository on this machine.
 * @param directory of the bare repository
 */
export function commitsOf(directory: string): Commits {
  const lines = (argv: readonly string[]) =>
    git(directory, argv)
      .split("\0")
      .filter((line) => line !== "");
  const read = (sha: string) => {
    const [id = "", message = ""] = lines(["log", "-1", "-z", "--format=%H%x00%B", sha]);
    const files = lines([
      "diff-tree",
      "-r",
      "-z",
      "--root",
      "--no-commit-id",
      "--name-only",
      "-m",
      "--first-parent",
      sha,
    ]);
    return { sha: id, message: message.trim(), files };
  };
  const tryTo = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      // The commit does not exist.
      return undefined;
    }
  };
  return {
    compare: (base, head) =>
      tryTo(() => ({
        commits: lines(["log", "-z", "--reverse", "--format=%H", `${base}..${head}`]).map(read),
        files: lines(["diff", "-z", "--name-only", `${base}...${head}`]),
      })),
    read: (sha) => tryTo(() => read(sha)),
  };
}
