import { retry } from "../retry.ts";
import { statusOf } from "./answer.ts";
import type { GitHubClient } from "./client.ts";
import type { GitHubContext } from "./context.ts";
import { isSameRepository } from "./event.ts";

/** A pull request whose merge made a commit of this repository. */
export interface MergedPull {
  number: number;
  /** The last commit of its branch. */
  headSha: string;
  /** Its branch is one of this repository, not of a fork. */
  isOwn: boolean;
}

type CommitOfRun = Pick<GitHubContext, "eventName" | "sha" | "ref"> &
  Partial<Pick<GitHubContext, "repositoryId">>;

/**
 * Number of the pull request a run belongs to: the event's own, or, after a push, the one whose merge made the
 * commit. Undefined when there is none, or when the token may not look (`pull-requests: read`).
 */
export async function findPullRequest(
  client: GitHubClient,
  context: Pick<GitHubContext, "pullRequest"> & CommitOfRun,
): Promise<number | undefined> {
  if (context.pullRequest !== undefined) return context.pullRequest;
  if (context.eventName !== "push") return undefined;
  try {
    return (await findMergedPull(client, context))?.number;
  } catch (error) {
    if ([403, 404, 422].includes(statusOf(error))) return undefined;
    throw error;
  }
}

/**
 * The pull request whose merge made the commit of a run: by a merge commit, squashed, rebased or from a merge queue. The
 * token needs `pull-requests: read`.
 * https://docs.github.com/rest/commits/commits#list-pull-requests-associated-with-a-commit
 * @throws the octokit error when GitHub refuses
 */
export async function findMergedPull(
  client: GitHubClient,
  context: CommitOfRun,
): Promise<MergedPull | undefined> {
  const { owner, repo } = client.repository;
  const own = {
    full_name: `${owner}/${repo}`,
    ...(context.repositoryId === undefined ? {} : { id: context.repositoryId }),
  };
  // A commit of a fork also has the pull requests of the repository it was forked from: their numbers mean nothing here.
  const merged = (await listPulls(client, context)).filter(
    ({ merged_at: at, base }) => at !== null && isSameRepository(base.repo, own),
  );
  const exact = merged.find(({ merge_commit_sha: sha }) => sha === context.sha);
  const same = merged.find(({ base }) => `refs/heads/${base.ref}` === context.ref);
  const pull = exact ?? same;
  if (pull === undefined) return undefined;
  const { number, head } = pull;
  return { number, headSha: head.sha, isOwn: isSameRepository(head.repo, own) };
}

class NothingYet extends Error {}

/** Directly after a push the index of commits may not have the pull request yet, so an empty answer is asked for again. */
async function listPulls(client: GitHubClient, { sha, eventName }: CommitOfRun) {
  const list = async () => {
    const { data } = await client.octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...client.repository,
      commit_sha: sha,
    });
    if (data.length === 0) throw new NothingYet();
    return data;
  };
  try {
    return await retry(list, {
      attempts: eventName === "push" ? 3 : 1,
      delay: () => 2_000,
      isTransient: (error) => error instanceof NothingYet,
      clock: client.clock,
    });
  } catch (error) {
    if (error instanceof NothingYet) return [];
    throw error;
  }
}
