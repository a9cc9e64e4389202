import { code, escapeMarkdown, fence } from "../../../lib/markdown/escape.ts";
import type { FailedCheck } from "../../../lib/terraform/failed-checks.ts";
import type { Head } from "../../../lib/plan-comment/part.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import type { ActionRuns } from "../../../lib/terraform/run-with-events.ts";
import type { Overview } from "../changes/overview.ts";
import {
  actionsText,
  appliedLine,
  appliedSection,
  checksText,
  countChanges,
  describeCounts,
  failedChecksSection,
} from "./applied.ts";
import type { Done } from "./applied.ts";
import type { Document, Section } from "./document.ts";
import { addressItem } from "./item.ts";
import { commentSections } from "./comment-sections.ts";
import { limitLines, planHead } from "./first-screen.ts";
import { headline, shortCounts } from "./headline.ts";
import { planSections } from "./sections.ts";
import { foot, nameOf } from "./subject.ts";
import type { Subject } from "./subject.ts";
import { HTML, MAY_EXIST, count, oneLine, plural } from "./text.ts";

/** How far an apply came. */
export interface Outcome {
  done: Done;
  failed: readonly string[];
  /** Undefined if nothing was started. */
  actions?: ActionRuns;
  /** Checks that fail after the apply; undefined = they were not evaluated again. */
  failedChecks?: readonly FailedCheck[];
  /** Objects that exist although they failed, and that are tainted in the state; undefined = the state was not read. */
  tainted?: readonly string[] | undefined;
  /** Undefined = everything was applied. */
  error:
    | { reason: string; message: string; fix: string | undefined; detail: string | undefined }
    | undefined;
}

/**
 * Returns the report of a plan. The document's own words, counts and addresses are never redacted.
 * @param redact is given every raw value before it is cut or escaped
 */
export const planDocument = (overview: Overview, subject: Subject, redact: Redact): Document => ({
  head: planHead(overview, subject, redact),
  sections: [
    ...commentSections(overview, redact),
    ...planSections(overview, redact).map((section): Section => ({ ...section, only: "whole" })),
  ],
  foot: foot(subject),
});

/** Returns the report of a plan that failed. */
export const failureDocument = (
  error: NonNullable<Outcome["error"]>,
  subject: Subject,
  redact: Redact,
): Document => ({
  head: headOf("Plan", subject, redact, failureLines(error, redact), shortError(error, redact)),
  sections: evidence(error, redact),
  foot: foot(subject),
});

/**
 * Returns the report of a run that was cancelled before it had a plan. It replaces an earlier report, which is
 * outdated.
 */
export const cancelledDocument = (
  command: "plan" | "apply",
  subject: Subject,
  redact: Redact,
): Document => ({
  head: headOf(
    command === "apply" ? "Apply" : "Plan",
    subject,
    redact,
    [
      `**Cancelled before the plan was finished${command === "apply" ? ": nothing was applied" : ""}.**`,
      "Run the job again to see what this commit changes.",
    ],
    "cancelled before the plan was finished",
  ),
  sections: [],
  foot: foot(subject),
});

/** Returns the report of an apply that has begun and whose end is not known. */
export const pendingDocument = (
  overview: Overview,
  subject: Subject,
  redact: Redact,
): Document => ({
  head: headOf("Apply", subject, redact, planned(overview, redact), shortCounts(overview)),
  sections: plannedSections(overview, redact),
  foot: foot(subject),
});

/**
 * Returns the plan for the report of its apply. Only the complete report has it. The comment of the apply has one line
 * about the plan, because the rest is in the plan's comment.
 */
const plannedSections = (overview: Overview, redact: Redact): Section[] =>
  planSections(overview, redact).map((section) => ({ ...section, only: "whole" }));

/** Returns the report of an apply: what was applied, what failed, what was planned. */
export function applyDocument(
  overview: Overview,
  subject: Subject,
  outcome: Outcome,
  redact: Redact,
): Document {
  const { done, failed, failedChecks, tainted, error } = outcome;
  const lines =
    error === undefined
      ? [appliedLine(overview, done) + checksText(failedChecks)]
      : [...failureLines(error, redact), extent(outcome), ...leftByFailures(outcome)];
  const short = error === undefined ? shortCounts(overview) : shortError(error, redact);
  const failedSection: Section = {
    title: `${plural(failed.length, "change")} failed`,
    items: failed.map((address) =>
      addressItem(address, tainted?.includes(address) === true ? "exists, tainted" : ""),
    ),
  };
  return {
    head: headOf("Apply", subject, redact, [...lines, ...planned(overview, redact)], short),
    sections: [
      ...(error === undefined ? [] : evidence(error, redact)),
      failedSection,
      failedChecksSection(failedChecks, redact),
      { ...appliedSection(done), ...(error === undefined ? { only: "whole" as const } : {}) },
      ...plannedSections(
        // The apply evaluated all checks again, so the plan's results no longer count.
        error === undefined && failedChecks !== undefined
          ? { ...overview, failedChecks: [], unknownChecks: [] }
          : overview,
        redact,
      ),
    ],
    foot: foot(subject),
  };
}

/**
 * Returns the head of a report. The first line is a summary, and the other lines follow it.
 * @param short the summary for an index, as plain text
 */
const headOf = (
  what: Head["what"],
  subject: Subject,
  redact: Redact,
  [line = "", ...notes]: readonly string[],
  short: string,
): Head => ({ ...nameOf(what, subject, redact), alerts: [], line, short, notes, below: [] });

const LONGEST_SHORT = 100;

const shortError = ({ message }: NonNullable<Outcome["error"]>, redact: Redact): string => {
  const text = oneLine(redact(message));
  return text.length > LONGEST_SHORT ? `${text.slice(0, LONGEST_SHORT).toWellFormed()} …` : text;
};

const planned = (overview: Overview, redact: Redact): string[] => [
  `Planned: ${headline(overview).replace(/^Plan: /, "")}${overview.changes.replace.length > 0 ? REPLACEMENTS : ""}`,
  ...limitLines(overview, redact),
];

const REPLACEMENTS = ". A replacement is two operations: an object is added, another one destroyed";

/** Describes how much of the plan is live after an apply that failed. */
function extent({ done, failed, actions }: Outcome): string {
  const invoked = actions === undefined ? "" : actionsText(actions);
  return [changesText(done, failed.length > 0 || invoked !== ""), invoked]
    .filter((text) => text !== "")
    .join(" ");
}

function changesText(done: Done, wasStarted: boolean): string {
  if (countChanges(done) > 0)
    return `Applied before it failed: ${plural(countChanges(done), "change")} (${describeCounts(done).join(", ")}). ${whatIs(done)}`;
  return wasStarted ? "No change was finished." : "Nothing was applied.";
}

/**
 * Describes what became of the finished changes. A destroyed object is not live. The deletion in a replacement is about
 * the old object.
 */
function whatIs(done: Outcome["done"]): string {
  const changes = done.filter(({ action }) => action !== "read");
  const live = new Set(
    changes.filter(({ action }) => action !== "delete").map(({ address }) => address),
  );
  if (changes.every(({ address }) => live.has(address))) return "They are live.";
  return `What was destroyed is gone${live.size > 0 ? ", the rest is live" : ""}.`;
}

/**
 * Describes what may exist of the changes that failed. For example, a provisioner runs when its object already exists.
 */
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

/**
 * Maximum length of a failure's message and fix above the first fold, in characters. The complete text is below the
 * fold.
 */
const LONGEST_MESSAGE = 400;
const LONGEST_FIX = 600;

const failureLines = (
  { message, fix }: NonNullable<Outcome["error"]>,
  redact: Redact,
): string[] => [
  `❌ **${escapeMarkdown(cutAt(message, LONGEST_MESSAGE, redact))}**`,
  ...(fix === undefined ? [] : [`**Fix:** ${escapeMarkdown(cutAt(fix, LONGEST_FIX, redact))}`]),
];

/** Cuts a text by its original length: what is hidden in the text must not decide what a report shows. */
const cutAt = (text: string, most: number, redact: Redact): string =>
  text.length > most
    ? `${redact(text).slice(0, most).toWellFormed()} … (complete text below)`
    : redact(text);

function evidence(error: NonNullable<Outcome["error"]>, redact: Redact): Section[] {
  const { detail, reason, message, fix = "" } = error;
  const written = (given: string): string => {
    const text = redact(given).split("\n").map(oneLine).join("\n").slice(0, 20_000);
    return fence(text.toWellFormed());
  };
  const isCut = message.length > LONGEST_MESSAGE || fix.length > LONGEST_FIX;
  const whole = `${message}\n\n${fix === "" ? "" : `Fix: ${fix}`}`.trim();
  return [
    {
      title: "The complete message and its fix",
      items: isCut ? [{ title: "", heading: "", body: written(whole) }] : [],
      layout: "fold",
    },
    {
      title: "What the tool said",
      items:
        detail === undefined
          ? []
          : [{ title: code(reason), heading: HTML.code(reason), body: written(detail) }],
    },
  ];
}
