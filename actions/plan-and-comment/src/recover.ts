import type { Left } from "../../lib/process/drain.ts";
import { messageOf } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { recoverWorkspace } from "../../lib/terraform/recover.ts";
import type { Recovery } from "../../lib/terraform/recover.ts";
import type { AllInputs, Inputs } from "./contract.ts";
import { readKeptReport } from "./kept-report.ts";
import { hasWorkspace, openWorkspace } from "./open.ts";
import { publishComment } from "./publish.ts";
import { recoveryDocument } from "./report/recovery.ts";

/** The post step: waits for what a cancelled apply left, and brings the pull request's comment to its final state. */
export async function recover(left: Left, inputs: AllInputs, job: Job): Promise<void> {
  if (!hasWorkspace(inputs)) return;
  await recoverWorkspace(
    left,
    job,
    () => openWorkspace(inputs, job),
    async (recovery) => {
      try {
        await updateComment(inputs, job, recovery);
      } catch (error) {
        // The comment is not the result: what the post step found is in the summary and decides how it ends.
        job.log.warning(`the comment was not brought to its final state: ${messageOf(error)}`);
      }
    },
  );
}

/** The summary of the post step has the same already, in the words of terraform's state. */
async function updateComment(inputs: Inputs, job: Job, recovery: Recovery): Promise<void> {
  const kept = await readKeptReport(job);
  const { lock, rescue, error } = recovery;
  const news = lock !== undefined || rescue !== undefined || error !== undefined;
  if (kept === undefined || (kept.published && !news)) return;
  const { redact } = job.redactor;
  const document = recoveryDocument(kept.document, kept.planned, recovery, redact);
  await publishComment(inputs, job, kept.subject, document, true);
}
