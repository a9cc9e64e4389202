import * as core from "@actions/core";
import { ActionError, messageOf } from "./errors.ts";
import { shortenDetail } from "./shorten-detail.ts";
import type { Job } from "./job.ts";
import { failureSummary } from "./summary.ts";

/** UTF-16 code units of a message. A tool may quote a line of many megabytes, but people read an annotation. */
const MESSAGE_LENGTH = 4_000;

/**
 * Turns whatever was thrown into one `::error` and a section of the summary. An unexpected error keeps its stack.
 * @returns the failure's reason
 */
export function reportFailure(name: string, error: unknown, job: Job): string {
  const expected = error instanceof ActionError;
  const reason = expected ? error.reason : "unexpected-error";
  // The log is used here because a tool's last lines may look like workflow commands.
  if (expected && error.detail !== undefined)
    job.log.info(shortenDetail(job.redactor.redact(error.detail)));
  if (!expected && error instanceof Error) job.log.info(error.stack ?? "");
  const hide = (text: string | undefined) =>
    text === undefined ? undefined : job.redactor.redact(text);
  const fix = expected
    ? hide(error.fix)
    : "this is a bug in the action: please report it with the lines above";
  // The message is cut after redaction: half of a secret would not be found.
  const message = shorten(job.redactor.redact(messageOf(error)));
  // A message may end with a question, and a message that quotes a tool may end with the tool's full stop.
  const end = /[.?!]$/.test(message) ? "" : ".";
  const text = fix === undefined ? message : `${message}${end} Fix: ${fix}`;
  core.error(text, { title: `${name}: ${reason}` });
  job.summarize(
    failureSummary(name, reason, message, fix, expected ? hide(error.detail) : undefined),
  );
  return reason;
}

function shorten(message: string): string {
  if (message.length <= MESSAGE_LENGTH) return message;
  // Never cut between the two halves of a surrogate pair.
  const kept = message.slice(0, MESSAGE_LENGTH).replace(/[\uD800-\uDBFF]$/, "");
  return `${kept}… (cut: ${message.length} characters)`;
}
