import type { Job } from "../runtime/job.ts";
import { describeMissing } from "./advice.ts";
import { createClient } from "./client.ts";

/** Who let a run pass an environment, or did not. */
export interface Approval {
  person: string;
  /** approved or rejected. */
  state: string;
  comment: string;
}

/**
 * The approvals of this run for an environment. They are evidence, not a condition: when GitHub does not give them, the log
 * says so and the list is empty. The token needs `actions: read`.
 * https://docs.github.com/rest/actions/workflow-runs#get-the-review-history-for-a-workflow-run
 */
export async function readApprovals(
  environment: string,
  token: string | undefined,
  { context, log }: Pick<Job, "context" | "log">,
): Promise<Approval[]> {
  if (token === undefined) return [];
  try {
    const { octokit, repository } = createClient(token, context);
    const { data } = await octokit.rest.actions.getReviewsForRun({
      ...repository,
      run_id: context.runId,
    });
    return data
      .filter(({ environments }) => environments.some(({ name }) => name === environment))
      .map(({ user, state, comment }) => ({ person: user.login, state, comment }));
  } catch (error) {
    log.notice(`who approved this run is not recorded: ${describeMissing(error, "actions: read")}`);
    return [];
  }
}
