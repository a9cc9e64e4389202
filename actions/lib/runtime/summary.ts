import { summary } from "@actions/core";
import { escapeMarkdown, fence } from "../markdown/escape.ts";
import { cutText } from "../markdown/cut.ts";

/** Above 1 MiB the runner drops a step's whole summary; the step stays green and nobody sees it. */
const SUMMARY_BYTES = 1024 * 1024 - 1024;

/** Writes the sections of this step's summary within the runner's limit. Their raw values are redacted already. */
export async function writeSummary(sections: readonly string[]): Promise<void> {
  if (sections.length === 0 || process.env["GITHUB_STEP_SUMMARY"] === undefined) return;
  await summary.addRaw(`${cutText(sections.join("\n\n"), SUMMARY_BYTES)}\n`).write();
}

/** What the summary says of a failure: reason, message, fix, evidence; all of them redacted. */
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
