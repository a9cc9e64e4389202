import type { Job } from "../runtime/job.ts";
import { runUrl } from "./context.ts";
import type { StatusLine, ReportingRun } from "./status-line.ts";
import type { Status } from "./status.ts";

/** Returns this run in the form that statuses name it. */
export const reportingRunOf = ({
  context,
  redactor,
}: Pick<Job, "context" | "redactor">): ReportingRun => ({
  actor: context.actor,
  run: { number: context.runNumber, attempt: context.runAttempt, url: runUrl(context) },
  now: Date.now(),
  redact: redactor.redact,
});

/** Returns what is said as the status of a comment. */
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
