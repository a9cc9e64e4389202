import { runGit } from "../process/git.ts";
import type { Job } from "./job.ts";

/** The commits of a run, as far as they are the commits of its checkout. */
export interface CommitAtWork {
  sha: string;
  headSha: string;
}

/**
 * Finds the commits that a run about a pull request works on, if the event does not name them: for a comment,
 * GITHUB_SHA is the last commit of the default branch, whatever the steps have checked out.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#issue_comment
 * @param pullHead last commit of the pull request's branch, as GitHub reports it now
 * @returns that commit if it is checked out, by itself or merged into the base; otherwise the commit that is checked
 *   out. If git does not name it, the commits of the context
 */
export async function commitAtWork(
  pullHead: string,
  job: Pick<Job, "checkout" | "environment" | "context">,
): Promise<CommitAtWork> {
  const { sha, headSha } = job.context;
  const checkedOut = await readCommit(job).catch(() => undefined);
  if (checkedOut === undefined) return { sha, headSha };
  const { id, parents } = checkedOut;
  // In refs/pull/7/merge, the base is the first parent. In a branch that has merged its base, the branch itself is the
  // first parent.
  return { sha: id, headSha: parents[1] === pullHead ? pullHead : id };
}

/**
 * Returns the commit that is checked out; undefined if the checkout's folder is not a repository, or has no commit. A
 * repository that contains the folder does not count: a runner may be installed in one.
 * @throws ActionError `program-not-found`
 */
export async function checkedOutCommit(
  job: Parameters<typeof runGit>[1],
): Promise<string | undefined> {
  const { stdout } = await runGit(["rev-parse", "--show-prefix", "HEAD^{commit}"], job);
  return /^\n([0-9a-f]{40})\n$/.exec(stdout.replaceAll("\r", ""))?.[1];
}

/**
 * Returns the full name of the branch that is checked out; undefined if only a commit is checked out.
 * @throws ActionError `program-not-found`
 */
export async function checkedOutBranch(
  job: Parameters<typeof runGit>[1],
): Promise<string | undefined> {
  const { stdout } = await runGit(["symbolic-ref", "--quiet", "HEAD"], job);
  return stdout.trim() || undefined;
}

/**
 * Reads a commit.
 * @throws ActionError `program-not-found`
 */
async function readCommit(
  job: Parameters<typeof runGit>[1],
): Promise<{ id: string; parents: string[] } | undefined> {
  const id = await checkedOutCommit(job);
  if (id === undefined) return undefined;
  // The commit object names its parents even if the checkout does not contain them.
  const { stdout } = await runGit(["cat-file", "commit", id], job);
  const [header = ""] = stdout.split("\n\n");
  return { id, parents: [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, one = ""]) => one) };
}
