import { describeRefusal } from "../../lib/github/advice.ts";
import { withApprovers } from "../../lib/github/approvals.ts";
import { createClient } from "../../lib/github/client.ts";
import type { Status } from "../../lib/github/status.ts";
import { statusOf } from "../../lib/github/this-run.ts";
import { findPullRequest } from "../../lib/github/pulls.ts";
import { limitAfterCancel } from "../../lib/github/time-limit.ts";
import { isOfWorkspace } from "../../lib/plan-comment/part.ts";
import type { Head, Part } from "../../lib/plan-comment/part.ts";
import { isSameTarget } from "../../lib/plan-comment/target.ts";
import { bringStatus, findNewest } from "../../lib/plan-comment/update-status.ts";
import { roomBeside, writeComment } from "../../lib/plan-comment/write.ts";
import type { Brought, Present } from "../../lib/plan-comment/write.ts";
import { messageOf } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import type { Inputs, PlanOutputs } from "./contract.ts";
import type { Document } from "./report/document.ts";
import { fit, fitBlocks } from "./report/fit.ts";
import type { Subject } from "./report/subject.ts";

/** Whether a comment is created if there is none. `false`: only for a plan, with `comment: always`. */
export type Creation = boolean | "never";

/**
 * Maximum size of the summary. The runner drops a summary above 1 MiB, and other sections of the step need room too.
 */
export const SUMMARY_BYTES = 900_000;

/**
 * Publishes a report: the complete report as a file, as much of it as fits in the job summary, and a folded form in the
 * pull request's comment. The comment comes last, because GitHub may hang until a cancel ends the step. A failed
 * request to GitHub is a warning and never makes the plan or the apply fail.
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
  // This output is set at once: it survives a failure, which the report then describes.
  job.setOutputs({ "summary-path": file });
  const url = await publishComment(inputs, job, subject, document, create);
  job.setOutputs({ "comment-url": url });
  return { "summary-path": file, "comment-url": url };
}

/**
 * Writes the comment of the pull request that the run belongs to. An apply writes its result into the status line of
 * the plan's comment. Only if there is no such comment, the apply gets a comment of its own. A failure is a warning, or
 * a notice if there was no time left.
 * @param limit aborted = GitHub has had its time
 * @returns the comment's address; undefined if there is no comment
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
      job.log.info(`no comment was written: ${pull.why}`);
      return undefined;
    }
    const { statusLine } = document;
    const approved =
      statusLine && inputs.command === "apply"
        ? {
            ...document,
            statusLine: await withApprovers(statusLine, inputs.environment, client, job),
          }
        : document;
    const report = { inputs, subject, document: approved, create };
    const { url, outcome, doubles } = await writeComment(client, {
      issue: pull.number,
      label: subject.label,
      bring: (present, bytes) => bringReport(present, bytes, report, job),
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

interface Report {
  inputs: Inputs;
  subject: Subject;
  document: Document;
  create: Creation;
}

/**
 * Returns what a run adds to the comment of its environment. A plan adds its report. An apply writes its result into
 * the part of the plan. Only if there is no such part, the apply adds its own report, or nothing if there was nothing
 * to apply.
 */
function bringReport(
  present: readonly Present[],
  bytes: number,
  { inputs, subject, document, create }: Report,
  job: Job,
): Brought | undefined {
  const own = { workflow: job.context.workflow, label: subject.label };
  const status = document.statusLine && statusOf(job, document.statusLine);
  if (inputs.command === "apply" && status !== undefined) {
    const change = { workspace: subject, status };
    const updated = bringStatus(present, change);
    if (updated !== undefined) return updated;
    if (status.state === "unchanged") return bringStatus(present, { ...change, command: "apply" });
  }
  // A deployment runs in another workflow than the plans of its pull request.
  const target =
    inputs.command === "apply" ? (findNewest(present, () => true)?.target ?? own) : own;
  const { parts = [] } = present.find((one) => isSameTarget(one.target, target)) ?? {};
  const isThere = parts.some((part) => isOfWorkspace(part, subject));
  if (!isThere && !(create !== "never" && (create || inputs.comment === "always")))
    return undefined;
  const others = parts.filter((part) => !isOfWorkspace(part, subject));
  const room = roomBeside(others, target, bytes);
  return { target, part: partOf(inputs, job, { subject, document, status }, room) };
}

/** Bytes for what a part says besides its blocks, inside the part and around it. */
const BESIDE_BLOCKS = 8_000;

/** Number of characters that identify a sentence: a status line cuts long sentences. */
const BEGINNING = 200;

/**
 * Removes what the status already says, such as how a plan compares with a review. In a comment, the status is right
 * above the rest.
 */
function withoutRepeats(head: Head, status: Status | undefined): Head {
  if (status === undefined) return head;
  const isSaid = (line: string) =>
    line !== "" && status.text.includes(line.slice(0, BEGINNING).replace(/[.\s]+$/, ""));
  return { ...head, below: head.below.filter((line) => !isSaid(line)) };
}

/**
 * Returns a report as a part of the comment.
 * @param room bytes that are available for the part
 */
function partOf(
  { command }: Inputs,
  { context }: Job,
  {
    subject,
    document,
    status,
  }: { status: Status | undefined } & Pick<Report, "subject" | "document">,
  room: number,
): Part {
  const { directory, state } = subject;
  const { facts = [], head, foot } = document;
  return {
    command,
    directory,
    ...(state === undefined ? {} : { state }),
    head: context.headSha,
    runId: context.runId,
    runAttempt: context.runAttempt,
    at: Date.now(),
    ...(facts.length === 0 ? {} : { facts: [...facts] }),
    ...(status === undefined ? {} : { status }),
    says: withoutRepeats(head, status),
    left: [],
    foot,
    blocks: fitBlocks(document, Math.max(room - BESIDE_BLOCKS, room / 2)),
  };
}
