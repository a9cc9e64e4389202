import { escapeMarkdown } from "../../../lib/markdown/escape.ts";
import type { Head } from "../../../lib/plan-comment/part.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { countsText } from "../changes/counts.ts";
import type { Overview } from "../changes/overview.ts";
import { risksOf } from "../risks/risks.ts";
import { countsLine, shortCounts } from "./headline.ts";
import { riskList } from "./risk-lines.ts";
import type { Subject } from "./subject.ts";
import { nameOf } from "./subject.ts";
import { MARKDOWN, count, plural } from "./text.ts";

/**
 * Returns what a reader of a plan needs first: what it is, the tool's own counts, the risks in order of consequence,
 * what was not looked at, what happens next, and where the rest is.
 * @param redact is given every raw value before it is cut or escaped
 */
export function planHead(overview: Overview, subject: Subject, redact: Redact): Head {
  const isFirst = subject.hasNoState === true;
  const seen = isFirst ? { ...overview, limits: [...overview.limits, NO_OUTPUTS] } : overview;
  return {
    ...nameOf("Plan", subject, redact),
    alerts: [],
    line: countsLine(overview),
    short: shortCounts(overview),
    notes: isFirst ? [FIRST_DEPLOYMENT] : [],
    risks: riskList(risksOf(overview, overview.causes, redact), overview, redact),
    below: [
      ...deferralWarning(overview),
      ...limitLines(seen, redact),
      ...(overview.complete
        ? []
        : ["Not all changes are planned yet: another plan will be needed."]),
    ],
    ...unseenOf(seen, redact),
    next: nextStep(overview, subject, redact),
    report: subject.run.url,
  };
}

const FIRST_DEPLOYMENT =
  "This is the plan of the first deployment: the bucket of the state does not exist yet, so everything is new.";
/** Merging deploys these workspaces too, but none of them has a plan or a part of the comment yet. */
const NO_OUTPUTS = "workspaces that use its outputs, which have no values yet";

/** Maximum length of the text about what was not looked at, in characters: on the first screen, and in an index. */
const LIMITS = 300;
const SHORT = 100;

export function limitLines({ limits }: Overview, redact: Redact): string[] {
  if (limits.length === 0) return [];
  const text = limits.map(redact).join("; ");
  const cut =
    text.length > LIMITS ? `${text.slice(0, LIMITS).replace(/[\ud800-\udbff]$/, "")}…` : text;
  return [`Not looked at: ${escapeMarkdown(cut)}.`];
}

/** Returns what was not looked at, for an index, which has less room. */
function unseenOf({ limits, complete }: Overview, redact: Redact): Pick<Head, "unseen"> {
  if (limits.length === 0)
    return complete ? {} : { unseen: "changes that only another plan can show" };
  const text = limits.map(redact).join("; ");
  return { unseen: text.length > SHORT ? `${text.slice(0, SHORT).toWellFormed()}…` : text };
}

/** Maximum number of addresses in the warning about a later plan. */
const NAMED = 3;

/** Warns about what a later plan destroys or replaces. No other plan says it before the later plan is made. */
function deferralWarning({ deferred }: Overview): string[] {
  const lost = deferred.filter(({ kind }) => kind === "destroy" || kind === "replace");
  if (lost.length === 0) return [];
  const names = lost
    .slice(0, NAMED)
    .map(({ change }) => MARKDOWN.code(change.address.slice(0, 120)));
  const more = lost.length > NAMED ? `, and ${count(lost.length - NAMED)} more` : "";
  const losses = `destroys or replaces ${plural(lost.length, "resource")}`;
  return [`> [!WARNING]\n> **A later plan ${losses}**: ${names.join(", ")}${more}`];
}

/** Returns what happens next, if it is known. */
function nextStep(overview: Overview, { next }: Subject, redact: Redact): Head["next"] {
  if (next === undefined) return undefined;
  const environment = MARKDOWN.code(redact(next.environment));
  const step = (text: string) => ({ text, hasWork: hasWork(overview) });
  if (!hasWork(overview)) return step(`nothing to apply to ${environment}.`);
  if (next.promoteFrom === undefined)
    return step(
      `merging applies this to ${environment}, after approval where GitHub's environment asks for it.`,
    );
  const from = MARKDOWN.code(redact(next.promoteFrom));
  return step(
    `merging does not apply this: a promotion from ${from} to ${environment} does, after approval.`,
  );
}

const hasWork = (overview: Overview): boolean =>
  overview.outputs.length + overview.actions.length > 0 ||
  Object.entries(overview.changes).some(
    ([kind, changes]) => kind !== "read" && changes.length > 0,
  ) ||
  /[1-9]/.test(countsText(overview));
