import { runGit } from "../process/git.ts";
import type { Job } from "./job.ts";

/** The commits of a run, as far as they are those of its checkout. */
export interface CommitAtWork {
  sha: string;
  headSha: string;
}

/**
 * The commits that a run about a pull request works on, where the event does not say them: for a comment, GITHUB_SHA is the
 * last commit of the default branch, whatever the steps have checked out.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#issue_comment
 * @param pullHead last commit of the pull request's branch, as GitHub says it now
 * @returns that commit where it is checked out, by itself or merged into the base; else the one that is checked out, and
 *   those of the context where git does not say it
 */
export async function commitAtWork(
  pullHead: string,
  job: Pick<Job, "checkout" | "environment" | "context">,
): Promise<CommitAtWork> {
  const { sha, headSha } = job.context;
  const checkedOut = await readCommit(job).catch(() => undefined);
  if (checkedOut === undefined) return { sha, headSha };
  const { id, parents } = checkedOut;
  // refs/pull/7/merge has the base first. A branch that has merged its base has itself first.
  return { sha: id, headSha: parents[1] === pullHead ? pullHead : id };
}

/**
 * The commit that is checked out; undefined where the folder of the checkout is no repository, or has no commit. A repository
 * around it is not asked: a runner may be installed in one.
 * @throws ActionError `program-not-found`
 */
export async function checkedOutCommit(
  job: Parameters<typeof runGit>[1],
): Promise<string | undefined> {
  const { stdout } = await runGit(["rev-parse", "--show-prefix", "HEAD^{commit}"], job);
  return /^\n([0-9a-f]{40})\n$/.exec(stdout.replaceAll("\r", ""))?.[1];
}

/** The full name of the branch that is checked out; undefined where it is only a commit. @throws ActionError `program-not-found` */
export async function checkedOutBranch(
  job: Parameters<typeof runGit>[1],
): Promise<string | undefined> {
  const { stdout } = await runGit(["symbolic-ref", "--quiet", "HEAD"], job);
  return stdout.trim() || undefined;
}

/** @throws ActionError `program-not-found` */
async function readCommit(
  job: Parameters<typeof runGit>[1],
): Promise<{ id: string; parents: string[] } | undefined> {
  const id = await checkedOutCommit(job);
  if (id === undefined) return undefined;
  // The commit itself names its parents also where the checkout does not have them.
  const { stdout } = await runGit(["cat-file", "commit", id], job);
  const [header = ""] = stdout.split("\n\n");
  return { id, parents: [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, one = ""]) => one) };
}
