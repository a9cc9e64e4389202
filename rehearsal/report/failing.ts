import { existsSync, readFileSync } from "node:fs";
import type { JobResult } from "../runner/request.ts";

/** The explanation of a failed job, for people. */
export interface FailingSection {
  job: string;
  /** The failing step; "" if the job failed outside of its steps. */
  step: string;
  markdown: string;
  /** The text is the end of a log, because the step wrote no summary. Script steps write none. */
  ofLog?: true;
}

/** How many log lines to show for a step that wrote no summary. */
const LINES = 20;

/** Makes a section about each failed job: from the job's summary, otherwise from the last lines of its log. */
export function failingSections(jobs: readonly JobResult[]): FailingSection[] {
  return jobs
    .filter(({ result, log }) => result === "failure" && log !== "")
    .map((job) => ({
      job: job.id,
      step: job.steps.find(({ conclusion }) => conclusion === "failure")?.name ?? "",
      ...markdownOf(job),
    }));
}

function markdownOf({ summaries, log }: JobResult): Pick<FailingSection, "markdown" | "ofLog"> {
  const markdown = sectionOf(summaries);
  return markdown === undefined ? { markdown: logSection(log), ofLog: true } : { markdown };
}

/**
 * Returns the part of the last summary that contains a cross, from the first heading with a cross. The last heading
 * with the action's name repeats an earlier text, so only the sentence that it adds is kept.
 */
function sectionOf(summaries: readonly string[]): string | undefined {
  const summary = summaries.findLast((one) => CROSS.test(one));
  if (summary === undefined) return undefined;
  const parts = summary.slice(summary.search(CROSS)).split(/^(?=#{1,3} )/m);
  const last = parts.at(-1) ?? "";
  if (parts.length === 1 || !/^### ❌ [\w-]+: /.test(last)) return parts.join("");
  const [, added] = /\. (Nothing is rolled back: [^\n]*|Rolled back[^\n]*)/.exec(last) ?? [];
  return [...parts.slice(0, -1), ...(added === undefined ? [] : [`${added}.\n`])].join("");
}

const CROSS = /^#{1,4} .*❌/m;

function logSection(file: string): string {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const end = lines.findLastIndex((line) => line.startsWith("##[error]"));
  const kept = lines.slice(0, end === -1 ? undefined : end + 1).filter((line) => line !== "");
  const fence = "`".repeat(8);
  return `Last lines of its log:\n\n${fence}\n${ofLastStep(kept).slice(-LINES).join("\n")}\n${fence}\n`;
}

/** Returns the output of the last step as GitHub shows it: its script is folded, and errors begin with a word. */
function ofLastStep(lines: readonly string[]): string[] {
  const start = lines.findLastIndex((line) => line.startsWith("##[group]Run "));
  const folded = start === -1 ? -1 : lines.indexOf("##[endgroup]", start);
  const shown =
    folded === -1
      ? lines.slice(Math.max(start, 0))
      : [lines[start] ?? "", ...lines.slice(folded + 1)];
  return shown.map((line) =>
    line.replace(/^##\[group\]Run /, "$ ").replace(/^##\[error\]/, "Error: "),
  );
}
