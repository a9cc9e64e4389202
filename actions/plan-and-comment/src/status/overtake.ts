import { createClient } from "../../../lib/github/client.ts";
import { listOpenPulls } from "../../../lib/github/pulls.ts";
import { reportingRunOf, statusOf } from "../../../lib/github/this-run.ts";
import { limitAfterCancel } from "../../../lib/github/time-limit.ts";
import { updateStatus } from "../../../lib/plan-comment/update-status.ts";
import { messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Inputs } from "../contract.ts";
import type { Done } from "../report/applied.ts";
import type { Subject } from "../report/subject.ts";
import { overtakenLine } from "./lines.ts";
import { timeLimit } from "../../../lib/runtime/time-limit.ts";

/** Maximum number of open pull requests whose comments are checked, and milliseconds for all of them. */
const MOST_PULLS = 20;
const LONGEST = 60_000;

/**
 * Marks outdated plans after a push was applied. The workspace's plans in other open pull requests were made before the
 * push, and their comments now say so. A refusal by GitHub is a line in the log.
 */
export async function markOvertaken(
  { githubToken: token, comment }: Inputs,
  job: Job,
  subject: Subject,
  done: Done,
): Promise<void> {
  const { eventName, ref, sha } = job.context;
  const [, branch] = /^refs\/heads\/(.+)$/.exec(ref) ?? [];
  if (token === undefined || comment === "never" || eventName !== "push" || branch === undefined)
    return;
  // After a cancel, the step has only seconds left, and its own comment has used them.
  if (job.cancelled.aborted) return;
  const signal = timeLimit(LONGEST, limitAfterCancel(job.cancelled));
  const status = statusOf(job, overtakenLine(reportingRunOf(job), sha, { done }));
  const planned = { label: subject.label, workspace: subject };
  try {
    const client = createClient(token, job.context, { signal });
    for (const issue of await listOpenPulls(client, branch, MOST_PULLS)) {
      const change = { issue, ...planned, status, replaces: ["planned"] as const };
      const url = await updateStatus(client, change);
      if (url !== undefined) job.log.info(`comment on #${issue}: superseded ${url}`);
    }
  } catch (error) {
    job.log.info(`not every open pull request could be marked as superseded: ${messageOf(error)}`);
  }
}
