import { retry } from "../retry.ts";
import { statusOf } from "./answer.ts";
import type { GitHubClient } from "./client.ts";
import type { GitHubContext } from "./context.ts";
import { isSameRepository } from "./event.ts";

/**
 * Number of the pull request a run belongs to: the event's own, or, after a push, the one whose merge made the
 * commit. Undefined when there is none, or when the token may not look (`pull-requests: read`).
 */
export async function findPullRequest(
  client: GitHubClient,
  context: Pick<GitHubContext, "pullRequest" | "eventName" | "sha" | "ref"> &
    Partial<Pick<GitHubContext, "repositoryId">>,
): Promise<number | undefined> {
  if (context.pullRequest !== undefined) return context.pullRequest;
  if (context.eventName !== "push") return undefined;
  const { owner, repo } = client.repository;
  const own = {
    full_name: `${owner}/${repo}`,
    ...(context.repositoryId === undefined ? {} : { id: context.repositoryId }),
  };
  try {
    // A commit of a fork also has the pull requests of the repository it was forked from: their numbers mean nothing here.
    const merged = (await listPulls(client, context.sha)).filter(
      ({ merged_at: at, base }) => at !== null && isSameRepository(base.repo, own),
    );
    const exact = merged.find(({ merge_commit_sha: sha }) => sha === context.sha);
    const same = merged.find(({ base }) => `refs/heads/${base.ref}` === context.ref);
    return (exact ?? same)?.number;
  } catch (error) {
    if ([403, 404, 422].includes(statusOf(error))) return undefined;
    throw error;
  }
}

class NothingYet extends Error {}

/** Directly after a push the index of commits may not have the pull request yet, so an empty answer is asked for again. */
async function listPulls(client: GitHubClient, sha: string) {
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
      attempts: 3,
      delay: () => 2_000,
      isTransient: (error) => error instanceof NothingYet,
      clock: client.clock,
    });
  } catch (error) {
    if (error instanceof NothingYet) return [];
    throw error;
  }
}
