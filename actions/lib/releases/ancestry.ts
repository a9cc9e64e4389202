import { runGit } from "../process/git.ts";
import { ActionError } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import type { CommitOrder, CommitOrders } from "./commit-order.ts";

/** A checkout, and the variables that git runs with. */
export type Repository = Pick<Job, "checkout" | "environment">;

/**
 * Returns how a commit is ordered relative to others, from the history of the checkout.
 * @param others full commit ids; repeated ones are compared once
 * @throws ActionError `shallow-checkout` if the history is not complete enough to decide
 */
export async function orderCommits(
  commit: string,
  others: readonly string[],
  repository: Repository,
): Promise<CommitOrders> {
  const orders = new Map<string, CommitOrder>();
  for (const other of new Set(others))
    orders.set(other, await compareCommits(commit, other, repository));
  return orders;
}

/**
 * Returns why a commit may not replace the one that is live: a faster build, a re-run of an old run or another branch
 * must not overwrite something newer. Undefined if it contains the live commit.
 * @throws ActionError `shallow-checkout`
 */
export async function explainAge(
  commit: string,
  live: string,
  repository: Repository,
): Promise<string | undefined> {
  const order = await compareCommits(commit, live, repository);
  if (order === "same" || order === "newer") return undefined;
  return order === "older"
    ? `the environment runs ${live}, which is newer than ${commit}`
    : `the environment runs ${live}, and ${commit} does not contain it: they are on different branches`;
}

/**
 * Returns whether a commit is in the history of another one. A commit that the complete history does not contain is in
 * no history.
 * @throws ActionError `shallow-checkout` if the history is not complete enough to decide
 */
export async function isContained(
  commit: string,
  head: string,
  repository: Repository,
): Promise<boolean> {
  const { exitCode } = await runGit(["cat-file", "-e", `${commit}^{commit}`], repository);
  if (exitCode !== 0 && !(await isShallow(repository))) return false;
  return await isAncestor(commit, head, repository);
}

/**
 * Returns how many commits one commit has that another one lacks; undefined if the checkout does not contain the
 * answer.
 */
export async function countNewCommits(
  commit: string,
  live: string | undefined,
  repository: Repository,
): Promise<number | undefined> {
  if (live === undefined) return undefined;
  const argv = ["rev-list", "--count", `${live}..${commit}`];
  const { exitCode, stdout } = await runGit(argv, repository);
  return exitCode === 0 ? Number(stdout.trim()) : undefined;
}

/** A commit as `git log --oneline` shows it. */
export interface CommitLine {
  /** Abbreviated id. */
  id: string;
  /** First line of its message. */
  subject: string;
}

/**
 * Returns the newest commits that one commit has and another one lacks; [] if the checkout does not contain the answer.
 */
export async function listNewCommits(
  commit: string,
  live: string | undefined,
  most: number,
  repository: Repository,
): Promise<CommitLine[]> {
  if (live === undefined) return [];
  const argv = ["log", `--max-count=${most}`, "--format=%h%x09%s", `${live}..${commit}`];
  const { exitCode, stdout } = await runGit(argv, repository);
  if (exitCode !== 0) return [];
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const [id = "", ...subject] = line.split("\t");
    return { id, subject: subject.join(" ") };
  });
}

async function compareCommits(
  commit: string,
  other: string,
  repository: Repository,
): Promise<CommitOrder> {
  if (commit === other) return "same";
  if (await isAncestor(other, commit, repository)) return "newer";
  return (await isAncestor(commit, other, repository)) ? "older" : "diverged";
}

/**
 * Returns whether a commit is an ancestor of another one.
 * https://git-scm.com/docs/git-merge-base#Documentation/git-merge-base.txt---is-ancestor
 */
async function isAncestor(
  ancestor: string,
  descendant: string,
  repository: Repository,
): Promise<boolean> {
  const argv = ["merge-base", "--is-ancestor", ancestor, descendant];
  const { exitCode, stderr } = await runGit(argv, repository);
  if (exitCode === 0) return true;
  // In a shallow checkout, "no" only means that the path between the commits is missing.
  const isCertain = exitCode === 1 && !(await isShallow(repository));
  if (isCertain) return false;
  const why = stderr.trim().split("\n").at(-1) ?? "";
  throw new ActionError({
    reason: "shallow-checkout",
    message: `the checkout does not say whether ${descendant} contains ${ancestor}${why === "" ? ": its history is cut off" : `: ${why}`}`,
    fix: "give `fetch-depth: 0` to actions/checkout, so that the history is there",
  });
}

const isShallow = async (repository: Repository): Promise<boolean> =>
  (await runGit(["rev-parse", "--is-shallow-repository"], repository)).stdout.trim() !== "false";
