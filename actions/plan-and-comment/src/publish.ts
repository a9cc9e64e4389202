import { describeRefusal } from "../../lib/github/advice.ts";
import { createClient } from "../../lib/github/client.ts";
import { upsertComment } from "../../lib/github/comment.ts";
import { findPullRequest } from "../../lib/github/pulls.ts";
import { limitAfterCancel } from "../../lib/github/time-limit.ts";
import { messageOf } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import type { Inputs, PlanOutputs } from "./contract.ts";
import type { Document } from "./report/document.ts";
import { fit } from "./report/fit.ts";
import type { Subject } from "./report/documents.ts";

/** Whether a comment is created where there is none. `false`: only with `comment: always`. */
export type Creation = boolean | "never";

/** The runner drops a summary above 1 MiB; other sections of the step need some room too. */
export const SUMMARY_BYTES = 900_000;

/**
 * Publishes a report: the whole of it as a file, as much of that as fits in the job summary, and a folded one in the pull
 * request's comment. The comment comes last, because GitHub may hang until a cancel ends the step. A failed request to GitHub is a warning and never makes the plan or the apply fail.
 */
export async function publish(
  inputs: Inputs,
  job: Job,
  subject: Subject,
  document: Document,
  create: Creation,
  where: "everywhere" | "comment" = "everywhere",
): Promise<Pick<PlanOutputs, "summary-path" | "comment-url">> {
  const body = (bytes: number) => fit(document, bytes, "whole");
  if (where === "everywhere") job.summarize(body(SUMMARY_BYTES));
  const file = await writePrivate(job, `${inputs.command}.md`, body(Number.MAX_SAFE_INTEGER));
  // Set at once: they survive a failure, which is what the report is then about.
  job.setOutputs({ "summary-path": file });
  const url = await publishComment(inputs, job, subject, document, create);
  job.setOutputs({ "comment-url": url });
  return { "summary-path": file, "comment-url": url };
}

/**
 * Writes the comment of the pull request that the run belongs to. A failure is a warning; a notice when there was no
 * time left.
 * @param limit aborted = GitHub has had its time
 * @returns its address; undefined when there is none
 */
export async function publishComment(
  inputs: Inputs,
  job: Job,
  subject: Subject,
  document: Document,
  create: Creation,
  limit: AbortSignal = limitAfterCancel(job.cancelled),
): Promise<string | undefined> {
  const token = inputs.githubToken;
  if (inputs.comment === "never" || token === undefined) return undefined;
  try {
    const client = createClient(token, job.context, { signal: limit });
    const pull = await findPullRequest(client, job.context);
    if ("why" in pull) {
      job.log.info(`there is no comment: ${pull.why}`);
      return undefined;
    }
    const { url, outcome, doubles } = await upsertComment(client, {
      issue: pull.number,
      marker: markerOf(inputs, job, subject),
      body: (bytes) => fit(document, bytes),
      create: create !== "never" && (create || inputs.comment === "always"),
    });
    job.log.info(`comment on #${pull.number}: ${outcome}${url === undefined ? "" : ` ${url}`}`);
    if (doubles.length > 0)
      job.log.notice(
        `GitHub refused to delete older comments of the same workspace: ${doubles.join(", ")}`,
      );
    return url;
  } catch (error) {
    if (limit.aborted) job.log.notice(`the comment was not written: ${messageOf(error)}`);
    else job.log.warning(`the comment was not written: ${describeRefusal(error, token)}`);
    return undefined;
  }
}

const markerOf = (inputs: Inputs, job: Job, subject: Subject) => ({
  kind: inputs.command,
  target: {
    workflow: job.context.workflow,
    label: subject.label,
    directory: subject.directory,
    ...(subject.state === undefined ? {} : { state: subject.state }),
  },
  head: job.context.headSha,
  runId: job.context.runId,
  runAttempt: job.context.runAttempt,
});
