import { describeRefusal } from "../github/advice.ts";
import { isRateLimit, statusOf as statusOfError } from "../github/answer.ts";
import { withApprovers } from "../github/approvals.ts";
import { createClient } from "../github/client.ts";
import { findPullRequest } from "../github/pulls.ts";
import type { StatusLine } from "../github/status-line.ts";
import { statusOf } from "../github/this-run.ts";
import { limitAfterCancel } from "../github/time-limit.ts";
import { updateStatus } from "../plan-comment/update-status.ts";
import type { Job } from "../runtime/job.ts";
import { nameState } from "./backend.ts";
import { nameOfDirectory } from "./directory.ts";
import type { RootModule } from "./root-module.ts";

/** The inputs that define the workspace. */
interface WorkspaceInputs {
  workingDirectory: string;
  workspace: string | undefined;
}

/** Returns the name of a workspace in comments. */
export function nameWorkspace(
  job: Pick<Job, "checkout">,
  { workingDirectory, workspace }: WorkspaceInputs,
): string {
  const suffix = workspace === undefined ? "" : ` (${workspace})`;
  return `${nameOfDirectory(job, workingDirectory)}${suffix}`;
}

/**
 * Writes the workspace's progress, and who approved it, into the comment of its plan. If there is no such comment,
 * nothing is written. A failure is only a warning: the comment is not the result of the job.
 * @param label of the plan's comment: the name of the environment
 */
export async function updatePlanComment(
  { job, directory, environment }: RootModule,
  inputs: WorkspaceInputs & { label: string; githubToken: string | undefined },
  line: StatusLine,
): Promise<void> {
  const { githubToken: token, label } = inputs;
  if (token === undefined) return;
  const signal = limitAfterCancel(job.cancelled);
  try {
    const client = createClient(token, job.context, { signal });
    const pull = await findPullRequest(client, job.context);
    if ("why" in pull) return;
    const state = await nameState(directory, environment);
    const url = await updateStatus(client, {
      issue: pull.number,
      label,
      workspace: { directory: nameWorkspace(job, inputs), state },
      status: statusOf(job, await withApprovers(line, label, client, job)),
    });
    if (url !== undefined) job.log.info(`comment on #${pull.number}: ${line.state} ${url}`);
  } catch (error) {
    const text = `the comment of the plan was not updated: ${describeRefusal(error, token)}`;
    // Without the permission, this job has no such comment.
    if ([403, 404].includes(statusOfError(error)) && !isRateLimit(error)) job.log.info(text);
    else if (signal.aborted) job.log.notice(text);
    else job.log.warning(text);
  }
}
