import * as core from "@actions/core";
import { ActionError, messageOf } from "./errors.ts";
import { shortenDetail } from "./shorten-detail.ts";
import type { Job } from "./job.ts";
import { failureSummary } from "./summary.ts";

/** A tool may quote a line of many megabytes; people read an annotation. In UTF-16 code units. */
const MESSAGE_LENGTH = 4_000;

/**
 * Turns whatever was thrown into one `::error` and a section of the summary. An unexpected error keeps its stack.
 * @returns the failure's reason
 */
export function reportFailure(name: string, error: unknown, job: Job): string {
  const expected = error instanceof ActionError;
  const reason = expected ? error.reason : "unexpected-error";
  // Through the log: a tool's last lines may look like workflow commands.
  if (expected && error.detail !== undefined)
    job.log.info(shortenDetail(job.redactor.redact(error.detail)));
  if (!expected && error instanceof Error) job.log.info(error.stack ?? "");
  const hide = (text: string | undefined) =>
    text === undefined ? undefined : job.redactor.redact(text);
  const fix = expected
    ? hide(error.fix)
    : "this is a bug in the action: please report it with the lines above";
  // Cut after redaction: half of a secret would not be found.
  const message = shorten(job.redactor.redact(messageOf(error)));
  // A message may end with a question, and one that quotes a tool with its full stop.
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
  // Never between the two halves of a character.
  const kept = message.slice(0, MESSAGE_LENGTH).replace(/[\uD800-\uDBFF]$/, "");
  return `${kept}… (cut: ${message.length} characters)`;
}
