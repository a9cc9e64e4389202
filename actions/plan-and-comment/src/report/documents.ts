import { code, escapeMarkdown, fence } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Overview } from "../changes/overview.ts";
import { riskOf } from "../changes/risk.ts";
import { appliedLine, appliedSection, countChanges, describeCounts } from "./applied.ts";
import type { Done } from "./applied.ts";
import type { Document, Item, Section } from "./document.ts";
import { addressItem } from "./item.ts";
import { KINDS } from "./notes.ts";
import { planSections } from "./sections.ts";
import { HTML, MARKDOWN, MAY_EXIST, count, oneLine, plural } from "./text.ts";

/** What a report is about: which workspace, planned by which run. */
export interface Subject {
  /** The name that people use for the target, for example `dev`; "" leaves it out. */
  label: string;
  /** Folder of the workspace from the repository's root. */
  directory: string;
  /** Which state it has, as a hash: each state has a comment of its own. Undefined while it has none. */
  state?: string;
  /** The bucket of its state does not exist yet. */
  hasNoState?: boolean;
  /** Tool with version, such as `Terraform 1.11.4`. */
  tool: string;
  commit: string;
  run: { number: number; attempt: number; url: string };
}

/** How far an apply came. */
export interface Outcome {
  done: Done;
  failed: readonly string[];
  /** What of it exists all the same and is tainted, by the state; undefined when the state was not read. */
  tainted?: readonly string[] | undefined;
  /** Undefined when all of it was applied. */
  error:
    | { reason: string; message: string; fix: string | undefined; detail: string | undefined }
    | undefined;
}

/**
 * The report of a plan. The document's own words, counts and addresses are never redacted.
 * @param redact is given every raw value before it is cut or escaped
 */
export const planDocument = (overview: Overview, subject: Subject, redact: Redact): Document => ({
  head: [
    heading("Plan", subject, redact),
    `**${headline(overview)}**`,
    ...(subject.hasNoState === true ? [FIRST_DEPLOYMENT] : []),
    ...warning(overview),
    ...deferralWarning(overview),
    ...limitLines(overview, redact),
    ...(overview.complete ? [] : ["Not all changes are planned yet: another plan will be needed."]),
  ].join("\n\n"),
  sections: planSections(overview, redact),
  foot: foot(subject),
});

const FIRST_DEPLOYMENT =
  "This is the plan of the first deployment: the bucket of the state does not exist yet, so everything is new.";

/** The report of a plan that failed. */
export const failureDocument = (
  error: NonNullable<Outcome["error"]>,
  subject: Subject,
  redact: Redact,
): Document => ({
  head: [heading("Plan", subject, redact), ...failureLines(error, redact)].join("\n\n"),
  sections: evidence(error, redact),
  foot: foot(subject),
});

/** The report of a run that was cancelled before it had a plan. It takes the place of an earlier one, which is not current. */
export const cancelledDocument = (
  command: "plan" | "apply",
  subject: Subject,
  redact: Redact,
): Document => ({
  head: [
    heading(command === "apply" ? "Apply" : "Plan", subject, redact),
    `**Cancelled before the plan was finished${command === "apply" ? ": nothing was applied" : ""}.**`,
    "Run the job again to see what this commit changes.",
  ].join("\n\n"),
  sections: [],
  foot: foot(subject),
});

/** The report of an apply that has begun, and whose end is not known. */
export const pendingDocument = (
  overview: Overview,
  subject: Subject,
  redact: Redact,
): Document => ({
  head: [heading("Apply", subject, redact), ...planned(overview, redact)].join("\n\n"),
  sections: plannedSections(overview, redact),
  foot: foot(subject),
});

/** The plan in the report of its apply. Its comment has it in one line: the comment of the plan has the rest. */
const plannedSections = (overview: Overview, redact: Redact): Section[] =>
  planSections(overview, redact).map((section) => ({ ...section, wholeOnly: true }));

/** The report of an apply: what was applied, what failed, what was planned. */
export function applyDocument(
  overview: Overview,
  subject: Subject,
  outcome: Outcome,
  redact: Redact,
): Document {
  const { done, failed, tainted, error } = outcome;
  const head = [heading("Apply", subject, redact)];
  if (error === undefined) head.push(appliedLine(overview, done));
  else {
    head.push(...failureLines(error, redact));
    head.push(extent(outcome), ...leftByFailures(outcome));
  }
  const failedSection: Section = {
    title: `${plural(failed.length, "change")} failed`,
    items: failed.map((address) =>
      addressItem(address, tainted?.includes(address) === true ? "exists, tainted" : ""),
    ),
  };
  return {
    head: [...head, ...planned(overview, redact)].join("\n\n"),
    sections: [
      ...(error === undefined ? [] : evidence(error, redact)),
      failedSection,
      appliedSection(done),
      ...plannedSections(overview, redact),
    ],
    foot: foot(subject),
  };
}

const planned = (overview: Overview, redact: Redact): string[] => [
  `Planned: ${headline(overview)}${overview.changes.replace.length > 0 ? REPLACEMENTS : ""}`,
  ...limitLines(overview, redact),
];

const REPLACEMENTS = ". A replacement is two operations: an object is added, another one destroyed";

/** How much of the plan is live after an apply that failed. */
function extent({ done, failed }: Outcome): string {
  if (countChanges(done) > 0)
    return `Applied before it failed: ${plural(countChanges(done), "change")} (${describeCounts(done).join(", ")}). They are live.`;
  return failed.length > 0 ? "No change was finished." : "Nothing was applied.";
}

/** What may exist of the changes that failed: a provisioner, for example, runs when its object is there already. */
function leftByFailures({ failed, tainted }: Outcome): string[] {
  if (failed.length === 0) return [];
  if (tainted === undefined) return [MAY_EXIST];
  if (tainted.length === 0) return [];
  const text =
    tainted.length === 1
      ? "1 object exists although its creation failed, and is tainted in the state: the next apply replaces it."
      : `${count(tainted.length)} objects exist although their creation failed, and are tainted in the state: the next apply replaces them.`;
  return [text];
}

function heading(what: string, { label, directory }: Subject, redact: Redact): string {
  const name = label === "" ? "" : ` · ${escapeMarkdown(redact(label).slice(0, 100))}`;
  return `### ${what}${name} · ${MARKDOWN.code(directory)}`;
}

/** One line that counts what the plan does, each change under one word. */
export function headline(overview: Overview): string {
  const parts = KINDS.flatMap(({ kind, words }) => {
    const number = overview.changes[kind].length;
    return number === 0 ? [] : [`${count(number)} ${words}`];
  });
  if (overview.outputs.length > 0)
    parts.push(`${plural(overview.outputs.length, "output")} to change`);
  if (overview.actions.length > 0)
    parts.push(`${plural(overview.actions.length, "action")} to invoke`);
  if (overview.deferred.length > 0) parts.push(`${count(overview.deferred.length)} deferred`);
  if (overview.deferredActions.length > 0)
    parts.push(`${plural(overview.deferredActions.length, "action")} deferred`);
  const changes = parts.length === 0 ? allClear(overview) : parts.join(", ");
  const drift =
    overview.drift.length === 0 ? "" : ` · drift in ${plural(overview.drift.length, "object")}`;
  const checks =
    overview.failedChecks.length === 0
      ? ""
      : ` · ${plural(overview.failedChecks.length, "failed check")}`;
  return changes + drift + checks;
}

/** No more than the plan has looked at. */
const allClear = ({ drift, failedChecks, limits, complete }: Overview): string =>
  drift.length + failedChecks.length + limits.length === 0 && complete
    ? "No changes. The infrastructure matches the configuration."
    : "No changes";

const limitLines = ({ limits }: Overview, redact: Redact): string[] =>
  limits.length === 0
    ? []
    : [`Not looked at: ${limits.map((limit) => escapeMarkdown(redact(limit))).join("; ")}.`];

/** The most resources that the warning names. */
const NAMED = 8;

/** The warning above everything else, when objects are lost. */
function warning(overview: Overview): string[] {
  const risk = riskOf(overview);
  if (risk === undefined) return [];
  const { destroyed, replaced, addresses } = risk;
  const losses = [
    ...(destroyed > 0 ? [`destroys ${plural(destroyed, "resource")}`] : []),
    ...(replaced > 0 ? [`replaces ${plural(replaced, "resource")}`] : []),
  ].join(" and ");
  return [`> [!CAUTION]\n> **This plan ${losses}**: ${listed(addresses)}`];
}

/** The same of what a later plan takes away: nobody else says it before that one is made. */
function deferralWarning({ deferred }: Overview): string[] {
  const lost = deferred.filter(({ kind }) => kind === "destroy" || kind === "replace");
  if (lost.length === 0) return [];
  const addresses = lost.map(({ change }) => change.address);
  const losses = `destroys or replaces ${plural(lost.length, "resource")}`;
  return [`> [!WARNING]\n> **A later plan ${losses}**: ${listed(addresses)}`];
}

function listed(addresses: readonly string[]): string {
  const names = addresses.slice(0, NAMED).map((address) => MARKDOWN.code(address.slice(0, 200)));
  const more = addresses.length > NAMED ? `, and ${count(addresses.length - NAMED)} more` : "";
  return names.join(", ") + more;
}

const failureLines = (
  { message, fix }: NonNullable<Outcome["error"]>,
  redact: Redact,
): string[] => [
  `❌ **${escapeMarkdown(redact(message).slice(0, 1000))}**`,
  ...(fix === undefined ? [] : [`**Fix:** ${escapeMarkdown(redact(fix).slice(0, 2000))}`]),
];

function evidence({ detail, reason }: NonNullable<Outcome["error"]>, redact: Redact): Section[] {
  if (detail === undefined) return [];
  const text = redact(detail).split("\n").map(oneLine).join("\n").slice(0, 20_000);
  const item: Item = {
    title: code(reason),
    heading: HTML.code(reason),
    body: fence(text.toWellFormed()),
  };
  return [{ title: "What the tool said", items: [item] }];
}

function foot({ tool, commit, run }: Subject): string {
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : "";
  return `<sub>${escapeMarkdown(tool)} · commit ${code(commit.slice(0, 12))} · <a href="${encodeURI(run.url)}">run ${run.number}${attempt}</a></sub>`;
}
