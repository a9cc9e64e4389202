import { appendFileSync } from "node:fs";
import * as core from "@actions/core";
import { escapeMarkdown, fence } from "../markdown/escape.ts";
import { cutText } from "../markdown/cut.ts";
import { messageOf } from "./errors.ts";

/** Above 1 MiB the runner drops a step's complete summary; the step stays green and nobody notices it. */
const SUMMARY_BYTES = 1024 * 1024 - 1024;
/** The fewest bytes for a section: with less room, it would consist only of the notice of the cut. */
const LEAST = 100;

/**
 * Returns a function that appends sections to this step's summary, within the runner's limit for all of them. Each
 * section is written at once: a cancel may end the step at any moment. Raw values in them must already be redacted.
 */
export function createSummary(): (markdown: string) => void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  let room = SUMMARY_BYTES;
  let separator = "";
  return (markdown) => {
    if (!file || room < LEAST) return;
    const text = `${separator}${cutText(markdown, room - 2)}\n`;
    separator = "\n";
    room -= Buffer.byteLength(text);
    try {
      appendFileSync(file, text);
    } catch (error) {
      // The work of the action is more important than its summary.
      core.warning(`the summary was not written: ${messageOf(error)}`);
    }
  };
}

/** Returns the summary of a failure: reason, message, fix, evidence, all of them redacted. */
export function failureSummary(
  name: string,
  reason: string,
  message: string,
  fix: string | undefined,
  detail: string | undefined,
): string {
  const parts = [`### ❌ ${name}: ${reason}`, escapeMarkdown(message)];
  if (fix !== undefined) parts.push(`**Fix:** ${escapeMarkdown(fix)}`);
  if (detail !== undefined) parts.push(fence(detail));
  return parts.join("\n\n");
}
