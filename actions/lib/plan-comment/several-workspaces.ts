import { statusLine } from "../github/status.ts";
import { escapeHtml, escapeHtmlText, escapeMarkdown } from "../markdown/escape.ts";
import { details } from "../markdown/layout.ts";
import { count, plural } from "../text/count.ts";
import { withoutMarkers } from "./comment-text.ts";
import { earlierLine, earlierParts, shortCommit } from "./earlier-commit.ts";
import type { Earlier, EarlierParts } from "./earlier-commit.ts";
import { FIRST_SCREEN, isOnlyPlanned, labelText, linkTo, sectionHead } from "./head-text.ts";
import { indexOf, listOf, namesOf } from "./index-lines.ts";
import type { Part, RiskList } from "./part.ts";
import { hasNoPlan, isDone, stateOf } from "./progress.ts";
import { riskAlert } from "./risk-alert.ts";
import { hasSection } from "./shorten.ts";
import { firstWords } from "./part-forms.ts";

/** The most addresses of reports on the first screen: all jobs of one run share one address. */
const MOST_LINKS = 2;
/** The most workspaces that one sentence names. */
const MOST_NAMES = 3;
/** A section with more bytes is shown closed. */
const OPEN_BYTES = 9_000;

/**
 * Returns the first screen of a comment about several workspaces: an index, how an apply failed, the risks of all in
 * the order of their severity, what was not checked, what happens next, where the rest is. Below it is a list of the
 * workspaces that have no section and for which the index has no room.
 * @param parts the most important first
 */
export function firstScreenOf(parts: readonly Part[]): { screen: string; list: string } {
  const [first] = parts;
  const what = parts.every(({ says }) => says.what === "Apply") ? "Apply" : "Plan";
  const heading = `### ${what}${labelText(first?.says.label ?? "")} · ${count(parts.length)} workspaces`;
  const names = namesOf(parts);
  const earlier = earlierParts(parts);
  const failed = [...failureOf(parts, names), ...notPlanned(earlier, names)];
  // A part that the newest run planned with another state does not count.
  const counting = parts.filter((part) => earlier.get(part)?.isReplaced !== true);
  const unseen = unseenOf(counting, names);
  const taken = [...failed, ...unseen].join("").length;
  const { lines, others } = indexOf(parts, taken);
  const above = [heading, lines.join("\n"), ...failed];
  const below = [...unseen, ...lastLine(parts, earlier, names)];
  const fixed = [...above, ...below].join("\n\n").length;
  const alert = alertOf(counting, earlier, names, FIRST_SCREEN - fixed - 4);
  const screen = [...above, ...alert, ...below].join("\n\n");
  const listed = others.filter((part) => !hasSection(part));
  if (listed.length === 0) return { screen, list: "" };
  const title = plural(listed.length, "more workspace");
  return { screen, list: details(title, listOf(listed, parts).join("\n")) };
}

type Names = ReturnType<typeof namesOf>;

/**
 * Says where and why an apply failed, and which part of it is live. Only the first failure is described; the index
 * names the others.
 */
function failureOf(parts: readonly Part[], names: Names): string[] {
  const part = parts.find((one) => one.status?.state === "failed" && !hasNoPlan(one));
  if (part?.status === undefined) return [];
  return [`${names.get(part) ?? ""}: ${firstWords(statusLine(part.status))}`];
}

/** Says which parts belong to an earlier commit: the newest run has not reached them yet, or does not contain them. */
function notPlanned(earlier: EarlierParts, names: Names): string[] {
  const parts = [...earlier.keys()];
  const [commit] = [...earlier.values()].map(({ newest }) => shortCommit(newest));
  if (commit === undefined) return [];
  const listed = parts.map((part) => {
    const replaced = earlier.get(part)?.isReplaced === true;
    return `${names.get(part) ?? ""}${replaced ? " (this folder has another state now)" : ""}`;
  });
  const [them, which] = parts.length === 1 ? ["it", "an earlier commit"] : ["them", "earlier ones"];
  return [
    `Not planned at ${commit}: ${listNames(listed)}. What this comment shows of ${them} is from ${which}, and is not part of this run.`,
  ];
}

/** Longest text here about what was not checked, in characters. */
const LONGEST_UNSEEN = 240;

/** Says what the plans did not check. A workspace that was applied does not count: its plan is done. */
function unseenOf(parts: readonly Part[], names: Names): string[] {
  const texts = parts.flatMap((part) => {
    const { unseen } = part.says;
    return unseen === undefined || isDone(part)
      ? []
      : [`in ${names.get(part) ?? ""} ${escapeMarkdown(unseen)}`];
  });
  const [first, ...others] = texts;
  if (first === undefined) return [];
  const all = texts.join("; ");
  const more = others.length === 0 ? "" : `; and in ${plural(others.length, "more workspace")}`;
  return [`Not looked at: ${all.length <= LONGEST_UNSEEN ? all : first + more}.`];
}

type WithRisks = Part & { says: { risks: RiskList } };

/** Returns whether a part has risks. What was applied is no longer a risk. */
const hasRisks = (part: Part): part is WithRisks => part.says.risks !== undefined && !isDone(part);

function alertOf(
  parts: readonly Part[],
  earlier: EarlierParts,
  names: Names,
  room: number,
): string[] {
  const lists = parts.filter(hasRisks).map((part) => {
    const commit = earlier.has(part) ? ` at ${shortCommit(part.head)}` : "";
    return { name: `${names.get(part) ?? ""}${commit}`, risks: part.says.risks };
  });
  const isPartial = parts.some(hasNoPlan) ? " by what is planned" : "";
  const scope = parts.some(isDone) ? " by what is still planned" : isPartial;
  return lists.length === 0 ? [] : [riskAlert(lists, room - scope.length, scope)];
}

function lastLine(parts: readonly Part[], earlier: EarlierParts, names: Names): string[] {
  const current = parts.filter((part) => !earlier.has(part));
  // If one of them was applied, the merge has happened.
  const isMerged = parts.some(
    ({ status, runId, command }) =>
      status !== undefined &&
      (isDone({ status }) ||
        (status.state === "failed" && (command === "apply" || status.runId !== runId))),
  );
  const reports = [...new Set(parts.flatMap(({ says }) => says.report ?? []))];
  const links = reports.slice(0, MOST_LINKS).map((one) => linkTo(one, "full report"));
  const rest = reports.length > MOST_LINKS ? ["Every attribute: full reports, linked below."] : [];
  const lines = [
    ...(isMerged ? [] : nextOf(current, names).map((text) => `**Next:** ${text}`)),
    ...(rest.length > 0 || links.length === 0 ? rest : [`Every attribute: ${links.join(", ")}.`]),
  ];
  return lines.length === 0 ? [] : [lines.join(" ")];
}

/**
 * Says what happens next. If a workspace has no plan, or its plan is refused, merging is not the next step.
 * @param parts those of the newest commit
 */
function nextOf(parts: readonly Part[], names: Names): string[] {
  const list = (some: readonly Part[]) => listNames(some.map((part) => names.get(part) ?? ""));
  const unknown = parts.filter(hasNoPlan);
  if (unknown.length > 0)
    return [`plan again before merging: what ${list(unknown)} destroys or replaces is not known.`];
  const coming = parts.filter(({ status }) => isOnlyPlanned(status));
  const refused = coming.filter(({ says }) => says.next?.isRefused === true);
  if (refused.length > 0) return [`${list(refused)} is not applied until the policy accepts it.`];
  const steps = coming.flatMap(({ says }) => says.next ?? []);
  const withWork = steps.filter(({ hasWork }) => hasWork);
  return [...new Set((withWork.length > 0 ? withWork : steps).map(({ text }) => text))].slice(0, 1);
}

function listNames(all: readonly string[]): string {
  const rest = all.length - MOST_NAMES;
  return all.slice(0, MOST_NAMES).join(", ") + (rest > 0 ? ` and ${count(rest)} more` : "");
}

/**
 * Returns a workspace's section below the first screen: one folded section, which is open if it is short and current.
 * @param earlier undefined = the part is about the newest commit
 * @param screen the first screen: risks that appear there are not repeated
 * @param rest the blocks, and what follows them
 */
export function sectionOf(
  part: Part,
  earlier: Earlier | undefined,
  screen: string,
  rest: readonly string[],
): string {
  const { says, status, blocks } = part;
  const [sign] = stateOf(part, earlier !== undefined);
  const name = `<code>${escapeHtml(part.directory)}</code>`;
  const title = `${sign} <b>${name}</b>: ${escapeHtmlText(says.short)}`;
  const bytes = blocks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const isOpen = bytes > 0 && bytes <= OPEN_BYTES && !isDone(part) && earlier === undefined;
  const { lines = [], hidden = 0 } = says.risks ?? {};
  const isRepeated =
    lines.length > 0 && hidden === 0 && lines.every(({ text }) => screen.includes(text));
  const first = [
    ...(earlier === undefined ? [] : [earlierLine(part, earlier)]),
    ...(status === undefined ? [] : [statusLine(status)]),
    ...sectionHead(says, !isRepeated),
  ];
  return details(title, [...first.map(withoutMarkers), ...rest].join("\n\n"), isOpen);
}
