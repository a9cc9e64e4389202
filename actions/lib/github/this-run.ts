import type { Job } from "../runtime/job.ts";
import { runUrl } from "./context.ts";
import type { StatusLine, ReportingRun } from "./status-line.ts";
import type { Status } from "./status.ts";

/** This run, as what it says from now on names it. */
export const reportingRunOf = ({
  context,
  redactor,
}: Pick<Job, "context" | "redactor">): ReportingRun => ({
  actor: context.actor,
  run: { number: context.runNumber, attempt: context.runAttempt, url: runUrl(context) },
  now: Date.now(),
  redact: redactor.redact,
});

/** What is said, as the status of a comment. */
export const statusOf = (
  { context }: Pick<Job, "context">,
  line: StatusLine,
  now: number = Date.now(),
): Status => ({
  ...line,
  runId: context.runId,
  runAttempt: context.runAttempt,
  at: now,
});
