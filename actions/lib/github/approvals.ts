import { code } from "../markdown/escape.ts";
import { messageOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { describeMissing } from "./advice.ts";
import { statusOf } from "./answer.ts";
import { createClient } from "./client.ts";
import type { GitHubClient } from "./client.ts";
import type { GitHubContext } from "./context.ts";
import type { StatusLine } from "./status-line.ts";

/** A person's decision about a run that waited for an environment. */
export interface Approval {
  person: string;
  /** approved or rejected. */
  state: string;
  comment: string;
}

/**
 * Reads the approvals of this run for an environment. They are evidence, not a condition: if GitHub does not return
 * them, the log says so and the list is empty. The token needs `actions: read`.
 * https://docs.github.com/rest/actions/workflow-runs#get-the-review-history-for-a-workflow-run
 */
export async function readApprovals(
  environment: string,
  token: string | undefined,
  { context, log }: Pick<Job, "context" | "log">,
): Promise<Approval[]> {
  if (token === undefined) return [];
  try {
    return await listApprovals(environment, createClient(token, context), context);
  } catch (error) {
    log.notice(
      `this run does not record who approved it: ${describeMissing(error, token, "actions: read")}`,
    );
    return [];
  }
}

async function listApprovals(
  environment: string,
  { octokit, repository }: GitHubClient,
  { runId }: Pick<GitHubContext, "runId">,
): Promise<Approval[]> {
  const { data } = await octokit.rest.actions.getReviewsForRun({ ...repository, run_id: runId });
  return data
    .filter(({ environments }) => environments.some(({ name }) => name === environment))
    .map(({ user, state, comment }) => ({ person: user.login, state, comment }));
}

/**
 * Adds the names of the people who approved the run to what is said about an apply. GitHub does not say which attempt
 * of a run was approved: if the approval may be for an earlier attempt, no names are added. Without `actions: read`, no
 * names are added either.
 * @param environment undefined = the run passes no environment
 */
export async function withApprovers(
  line: StatusLine,
  environment: string | undefined,
  client: GitHubClient,
  { context, log }: Pick<Job, "context" | "log">,
): Promise<StatusLine> {
  if (environment === undefined || !["applied", "failed"].includes(line.state)) return line;
  try {
    const all = await listApprovals(environment, client, context);
    const approved = all.filter(({ state }) => state === "approved").map(({ person }) => person);
    const people = [...new Set(approved)];
    if (people.length === 0 || (context.runAttempt > 1 && people.length > 1)) return line;
    return { ...line, text: `${line.text} Approved by ${people.map(code).join(", ")}.` };
  } catch (error) {
    // Many jobs lack the permission and have no approvers.
    if (![403, 404].includes(statusOf(error)))
      log.info(`the comment does not name who approved: ${messageOf(error)}`);
    return line;
  }
}
