import type { Job } from "../runtime/job.ts";
import { runUrl } from "./context.ts";
import type { Said, Speaker } from "./status-line.ts";
import type { Status } from "./status.ts";

/** This run, as what it says from now on names it. */
export const speakerOf = ({ context, redactor }: Pick<Job, "context" | "redactor">): Speaker => ({
  actor: context.actor,
  run: { number: context.runNumber, attempt: context.runAttempt, url: runUrl(context) },
  now: Date.now(),
  redact: redactor.redact,
});

/** What is said, as the status of a comment. */
export const statusOf = (
  { context }: Pick<Job, "context">,
  said: Said,
  now: number = Date.now(),
): Status => ({
  ...said,
  runId: context.runId,
  runAttempt: context.runAttempt,
  at: now,
});
