import type { Left } from "../../lib/process/drain.ts";
import { messageOf } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { recoverWorkspace } from "../../lib/terraform/recover.ts";
import type { Recovery } from "../../lib/terraform/recover.ts";
import type { Inputs } from "./contract.ts";
import { readKeptReport } from "./kept-report.ts";
import { openWorkspace } from "./open.ts";
import { publishComment } from "./publish.ts";
import { recoveryDocument } from "./report/recovery.ts";

/** The post step: waits for what a cancelled apply left, and brings the pull request's comment to its final state. */
export const recover = (left: Left, readInputs: () => Inputs, job: Job): Promise<void> =>
  recoverWorkspace(
    left,
    job,
    async () => openWorkspace(readInputs(), job),
    async (recovery) => {
      try {
        await updateComment(readInputs, job, recovery);
      } catch (error) {
        // The comment is not the result: what the post step found is in the summary and decides how it ends.
        job.log.warning(`the comment was not brought to its final state: ${messageOf(error)}`);
      }
    },
  );

/** The summary of the post step has the same already, in the words of terraform's state. */
async function updateComment(
  readInputs: () => Inputs,
  job: Job,
  recovery: Recovery,
): Promise<void> {
  const kept = await readKeptReport(job);
  const { lock, rescue, error } = recovery;
  const news = lock !== undefined || rescue !== undefined || error !== undefined;
  if (kept === undefined || (kept.published && !news)) return;
  const { redact } = job.redactor;
  const document = recoveryDocument(kept.document, kept.planned, recovery, redact);
  await publishComment(readInputs(), job, kept.subject, document, true);
}
