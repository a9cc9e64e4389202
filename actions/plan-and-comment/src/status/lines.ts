import type { BaseCommits } from "../../../lib/github/base-commits.ts";
import { describeRun, describeTime, linkRun, sentence } from "../../../lib/github/status-line.ts";
import type { StatusLine, ReportingRun } from "../../../lib/github/status-line.ts";
import { code, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { actionsText, describeCounts } from "../report/applied.ts";
import type { FailedCheck } from "../../../lib/terraform/failed-checks.ts";
import type { ActionRuns } from "../../../lib/terraform/run-with-events.ts";
import type { Done } from "../report/applied.ts";
import { MARKDOWN, count, plural } from "../report/text.ts";

/** Maximum number of commits and addresses in a line. */
const NAMED = 3;

/**
 * Returns the line for a plan that was made.
 * @param changed whether the plan has something to apply
 * @param newer what the base branch has and the plan does not; undefined = not known
 */
export function plannedLine(
  by: ReportingRun,
  changed: boolean,
  newer?: { base: string } & BaseCommits,
): StatusLine {
  const open = changed ? ". Not applied yet." : ".";
  const planned = `**Planned** ${describeTime(by)} in ${linkRun(by)}`;
  if (newer === undefined || newer.total === 0)
    return { state: "planned", text: `🔵 ${planned}${open}` };
  const base = code(newer.base);
  const commits = `${base} has ${plural(newer.total, "commit")} that this plan does not have`;
  if (newer.relevant.length > 0 || newer.hasOlderRelevant === true)
    return {
      state: "superseded",
      text: `⚠️ **Superseded**: ${commits}. This workspace is changed by ${commitList(newer, by.redact)}. Update the branch of the pull request to plan with them. ${planned}.`,
    };
  const others =
    newer.hasOlderRelevant === false
      ? "none of them changes this workspace"
      : "whether one of them changes this workspace is not known";
  return { state: "planned", text: `🔵 ${planned}${open} ${commits}; ${others}.` };
}

function commitList({ relevant }: BaseCommits, redact: Redact): string {
  if (relevant.length === 0) return "older ones of them";
  const named = relevant
    .slice(0, NAMED)
    .map(
      ({ sha, title }) => `${code(sha.slice(0, 7))} ${escapeMarkdown(redact(title).slice(0, 80))}`,
    );
  const more = relevant.length > NAMED ? `, and ${count(relevant.length - NAMED)} more` : "";
  return named.join(", ") + more;
}

/** Returns the line for a plan that could not be made. */
export const planFailedLine = (by: ReportingRun): StatusLine => ({
  state: "failed",
  text: `❌ **The plan failed** ${describeTime(by)} in ${linkRun(by)}. Plan again: open the run, Re-run jobs.`,
});

/**
 * Returns the line for a job that was cancelled before it had a plan.
 * @param applies whether the plan was to be applied
 */
export const planCancelledLine = (by: ReportingRun, applies: boolean): StatusLine => ({
  state: "cancelled",
  text: `⚪ **${applies ? "The apply was cancelled before it began: nothing was applied" : "The plan was cancelled"}** ${describeTime(by)} in ${linkRun(by)}. ${applies ? "Apply" : "Plan"} again: open the run, Re-run jobs.`,
});

/** Returns the line if nothing was applied, because the plan could not be made or must not be applied. */
export const notAppliedLine = (by: ReportingRun, message: string): StatusLine => ({
  state: "refused",
  text: `⛔ **Not applied** ${describeRun(by)}: ${sentence(message, by.redact)} Nothing was changed.`,
});

/** How an apply ended. */
interface Ending {
  done: Done;
  failed: readonly string[];
  actions?: ActionRuns;
  failedChecks?: readonly FailedCheck[];
  error: { message: string } | undefined;
}

/**
 * Returns the line for a plan that was applied, completely or in part.
 * @param changed whether the plan had something to apply
 * @param note how the plan compares with the reviewed plan; "" = nothing is known
 */
export function appliedLine(
  by: ReportingRun,
  { done, failed, actions = { invoked: [], failed: [] }, failedChecks = [], error }: Ending,
  changed: boolean,
  note: string,
): StatusLine {
  const counts = describeCounts(done).join(", ");
  if (error === undefined) {
    const remark = note === "" ? "" : ` ${sentence(note, by.redact)}`;
    if (!changed)
      return {
        state: "unchanged",
        text: `✅ **Nothing was left to apply** ${describeRun(by)}.`,
      };
    const what = counts === "" ? "" : `: ${counts}`;
    return {
      state: "applied",
      text: `✅ **Applied** ${describeRun(by)}${what}.${checksSentence(failedChecks)}${remark}`,
    };
  }
  const extent = counts === "" ? "No change was finished." : `Done: ${counts}.`;
  const all = [...failed, ...actions.failed];
  const names = all.slice(0, NAMED).map((address) => MARKDOWN.code(address.slice(0, 200)));
  const more = all.length > NAMED ? `, and ${count(all.length - NAMED)} more` : "";
  const invoked = actions.invoked.length === 0 ? "" : ` ${actionsText({ ...actions, failed: [] })}`;
  const where = names.length === 0 ? "" : ` Failed: ${names.join(", ")}${more}.`;
  return {
    state: "failed",
    text: `❌ **The apply failed** ${describeRun(by)}: ${sentence(error.message, by.redact)}${where} ${extent}${invoked}`,
  };
}

/** Describes the failed checks. A check that fails does not make an apply fail. */
function checksSentence(failed: readonly FailedCheck[]): string {
  const names = [...new Set(failed.map(({ name }) => name))];
  if (names.length === 0) return "";
  const shown = names.slice(0, NAMED).map((name) => MARKDOWN.code(name.slice(0, 200)));
  const more = names.length > NAMED ? `, and ${count(names.length - NAMED)} more` : "";
  return ` ⚠️ Failed after it: ${shown.join(", ")}${more}.`;
}

/**
 * Returns the line for a plan after which another pull request was applied to the workspace.
 * @param commit the commit that was applied
 */
export const overtakenLine = (
  by: ReportingRun,
  commit: string,
  { done }: Pick<Ending, "done">,
): StatusLine => {
  const counts = describeCounts(done).join(", ");
  return {
    state: "superseded",
    text: `⚠️ **Superseded** ${describeTime(by)}: ${linkRun(by)} applied ${code(commit.slice(0, 7))} to this workspace${counts === "" ? "" : ` (${counts})`}. Update the branch of the pull request to plan with it.`,
  };
};

/** Returns the line for an apply that has begun and whose end nobody knows, because the job was stopped. */
export const interruptedLine = (by: ReportingRun): StatusLine => ({
  state: "cancelled",
  text: `❌ **The apply was cancelled** ${describeRun(by)}.`,
});

/**
 * Adds more about the same status to the end of the line.
 * @param more Markdown
 */
export const continueLine = ({ state, text }: StatusLine, more: readonly string[]): StatusLine => ({
  state,
  text: [text, ...more].join(" ").replaceAll("\n", " "),
});
