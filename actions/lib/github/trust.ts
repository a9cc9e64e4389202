import type { GitHubContext } from "./context.ts";
import type { EventPayload, PullRequestPayload, RepositoryPayload } from "./event.ts";
import { isSameRepository } from "./event.ts";

/**
 * Whose code a run works on. `own`: this repository's, so the run may use credentials. `fork`: somebody else's.
 * `unknown`: the event does not say it. If GitHub's API does not answer the question either, the code counts as a
 * fork's.
 */
export type CodeOrigin = "own" | "fork" | "unknown";

/**
 * Finds out from the event whose code a run works on. GitHub gives `pull_request` runs of a fork no secrets. Runs for
 * the events pull_request_target, issue_comment and workflow_run have all secrets, whatever their steps check out:
 * https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 * @param payload undefined = there is no readable event file
 */
export function codeOrigin(
  context: Pick<GitHubContext, "eventName" | "ref" | "repository" | "repositoryId">,
  payload: EventPayload | undefined,
): CodeOrigin {
  const own = payload?.repository ?? ownRepository(context);
  if (payload?.pull_request !== undefined) return originOfPullRequest(payload.pull_request, own);
  switch (context.eventName) {
    // Any event may have started the run.
    case "":
      return "unknown";
    case "workflow_run":
      if (payload?.workflow_run === undefined) return "unknown";
      return isSameRepository(payload.workflow_run.head_repository, own) ? "own" : "fork";
    case "issue_comment":
      return payload?.issue !== undefined && payload.issue.pull_request === undefined
        ? "own"
        : "unknown";
    default: {
      const { eventName, ref } = context;
      const isPullRequest = eventName.startsWith("pull_request") || ref.startsWith("refs/pull/");
      return isPullRequest ? "unknown" : "own";
    }
  }
}

/**
 * Returns whose code a pull request contains.
 * @param own the repository of the run, for a payload that does not name the base repository
 */
export function originOfPullRequest(
  { head, base }: Pick<PullRequestPayload, "head" | "base">,
  own?: RepositoryPayload,
): "own" | "fork" {
  return isSameRepository(head?.repo, base?.repo ?? own) ? "own" : "fork";
}

const ownRepository = ({
  repository,
  repositoryId,
}: Pick<GitHubContext, "repository" | "repositoryId">): RepositoryPayload => ({
  full_name: repository,
  ...(repositoryId === undefined ? {} : { id: repositoryId }),
});
