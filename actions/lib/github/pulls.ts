import { statusOf } from "./client.ts";
import type { GitHubClient } from "./client.ts";
import type { GitHubContext } from "./context.ts";

/**
 * Number of the pull request a run belongs to: the event's own, or, after a push, the one whose merge made the
 * commit. Undefined when there is none, or when the token may not look (`pull-requests: read`).
 */
export async function findPullRequest(
  client: GitHubClient,
  context: Pick<GitHubContext, "pullRequest" | "eventName" | "sha" | "ref">,
): Promise<number | undefined> {
  if (context.pullRequest !== undefined) return context.pullRequest;
  if (context.eventName !== "push") return undefined;
  try {
    const { data } = await client.octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...client.repository,
      commit_sha: context.sha,
    });
    const merged = data.filter(({ merged_at: at }) => at !== null);
    const exact = merged.find(({ merge_commit_sha: sha }) => sha === context.sha);
    const same = merged.find(({ base }) => `refs/heads/${base.ref}` === context.ref);
    return (exact ?? same)?.number;
  } catch (error) {
    if ([403, 404, 422].includes(statusOf(error))) return undefined;
    throw error;
  }
}
