import { git } from "../world/git.ts";

/** Name without which nothing else is known. */
const MAIN = "main";

/**
 * The default branch of a repository, as far as its clone says: that of origin, else main where there is one, else the
 * current branch. A folder that is not the root of a repository has none of its own, so that it is main.
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
