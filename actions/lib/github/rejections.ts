import { createClient } from "./client.ts";
import type { GitHubClient } from "./client.ts";
import { runUrl } from "./context.ts";
import type { GitHubContext } from "./context.ts";

/** A person rejected a run that waited for the approval of an environment. */
export interface Rejection {
  /** Address of the rejected run. */
  run: string;
  person: string;
  comment: string;
}

/** Milliseconds for all requests and their retries. */
const TIME_LIMIT = 20_000;

/**
 * Reads the rejections for an environment in the newest failed runs of the repository: a rejected job fails, so its run
 * fails too. The token needs `actions: read`.
 * https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
 * @throws if GitHub does not answer
 */
export async function readRejections(
  environment: string,
  token: string,
  context: GitHubContext,
): Promise<Rejection[]> {
  const signal = AbortSignal.timeout(TIME_LIMIT);
  const client = createClient(token, context, { signal });
  const reviews = await Promise.all(
    (await failedRuns(client, context)).map(async ({ id, html_url: run }) => {
      const { data: given } = await client.octokit.rest.actions.getReviewsForRun({
        ...client.repository,
        run_id: id,
      });
      return given
        .filter(
          ({ state, environments }) =>
            state === "rejected" && environments.some(({ name }) => name === environment),
        )
        .map(({ user, comment }) => ({ run, person: user.login, comment }));
    }),
  );
  return reviews.flat();
}

/** The most runs whose reviews are read: each needs one request. */
const MOST_RUNS = 10;

/** Returns the newest failed runs, and earlier attempts of this run: the rejected run may be one of them. */
async function failedRuns({ octokit, repository }: GitHubClient, context: GitHubContext) {
  const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({
    ...repository,
    status: "failure",
    per_page: MOST_RUNS,
  });
  const { runId, runAttempt } = context;
  const others = data.workflow_runs.filter(({ id }) => id !== runId);
  return [...(runAttempt > 1 ? [{ id: runId, html_url: runUrl(context) }] : []), ...others];
}
