import { git } from "../world/git.ts";

/** The name that is used if nothing else is known. */
const MAIN = "main";

/**
 * Returns the default branch of a repository, as far as its clone knows it: origin's default branch, otherwise main if
 * that exists, otherwise the current branch. A folder that is not the root of a repository has no branch of its own:
 * the result is main.
 */
export function defaultBranch(source: string): string {
  const ask = (...argv: string[]): string | undefined => {
    try {
      return git(source, argv, { withUserSettings: true }).trim();
    } catch {
      return undefined;
    }
  };
  if (ask("rev-parse", "--show-prefix") !== "") return MAIN;
  const ofOrigin = ask("symbolic-ref", "--short", "refs/remotes/origin/HEAD");
  if (ofOrigin !== undefined) return ofOrigin.replace(/^origin\//, "");
  const hasMain = ask("rev-parse", "--verify", "--quiet", `refs/heads/${MAIN}`) !== undefined;
  return hasMain ? MAIN : (ask("symbolic-ref", "--short", "HEAD") ?? MAIN);
}
