import type { Left } from "../../lib/process/drain.ts";
import { limitInPost } from "../../lib/github/time-limit.ts";
import { messageOf } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { recoverWorkspace } from "../../lib/terraform/recover.ts";
import type { Recovery } from "../../lib/terraform/recover.ts";
import type { AllInputs, Inputs } from "./contract.ts";
import { readKeptReport } from "./kept-report.ts";
import { hasWorkspace, openWorkspace } from "./open.ts";
import { SUMMARY_BYTES, publishComment } from "./publish.ts";
import { fit } from "./report/fit.ts";
import { recoveryDocument } from "./report/recovery.ts";

/**
 * Runs the post step: waits for what a cancelled apply left, and updates the pull request's comment to its final state.
 * It waits for what still runs even if the inputs can no longer be read.
 */
export async function recover(left: Left, readAllInputs: () => AllInputs, job: Job): Promise<void> {
  const readInputs = (): Inputs => {
    const inputs = readAllInputs();
    if (hasWorkspace(inputs)) return inputs;
    throw new Error(`the command ${inputs.command} has no workspace`);
  };
  await recoverWorkspace(
    left,
    job,
    async () => openWorkspace(readInputs(), job),
    async (recovery) => {
      try {
        await updateReport(readInputs, job, recovery);
      } catch (error) {
        // The comment does not decide the result. The findings of the post step do, and they are in the summary.
        job.log.warning(`the comment could not be updated to its final state: ${messageOf(error)}`);
      }
    },
  );
}

/**
 * Updates the comment to the final state of the apply, after the summary. The summary already has the news about lock
 * and state.
 */
async function updateReport(readInputs: () => Inputs, job: Job, recovery: Recovery): Promise<void> {
  const kept = await readKeptReport(job);
  const { lock, rescue, error } = recovery;
  const news = lock !== undefined || rescue !== undefined || error !== undefined;
  if (kept === undefined || (kept.published && !news)) return;
  const { redact } = job.redactor;
  const since = kept.ended ? { ...recovery, interrupted: [] } : recovery;
  const document = recoveryDocument(kept.document, kept.planned, since, redact);
  if (!news) job.summarize(fit(document, SUMMARY_BYTES, "whole"));
  await publishComment(
    readInputs(),
    job,
    kept.subject,
    document,
    kept.create ?? true,
    limitInPost(),
  );
}
