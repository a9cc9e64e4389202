import { code, escapeMarkdown } from "../markdown/escape.ts";
import type { Redact } from "../redact/redactor.ts";
import type { Status } from "./status.ts";

/** What a status line says, without the run that says it. */
export type StatusLine = Pick<Status, "state" | "text">;

/** The run that reports a status. */
export interface ReportingRun {
  /** Login of the person or app that started the run. */
  actor: string;
  run: { number: number; attempt: number; url: string };
  /** Milliseconds since the epoch. */
  now: number;
  redact: Redact;
}

const LONGEST_MESSAGE = 300;

/** Returns when, by whom and in which run. A name in code formatting notifies nobody. */
export function describeRun(by: ReportingRun): string {
  const person = by.actor === "" ? "" : ` by ${code(by.actor)}`;
  return `${describeTime(by)}${person} in ${linkRun(by)}`;
}

/** Returns the time, such as 2026-11-29 01:41 UTC. */
export const describeTime = ({ now }: Pick<ReportingRun, "now">): string =>
  `${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC`;

export function linkRun({ run: { number, attempt, url } }: Pick<ReportingRun, "run">): string {
  const again = attempt > 1 ? `, attempt ${attempt}` : "";
  return `<a href="${encodeURI(url)}">run ${number}${again}</a>`;
}

/**
 * Returns a message as one sentence of Markdown with a full stop.
 * @param redact gets the raw text before it is cut
 */
export function sentence(text: string, redact: Redact): string {
  const line = redact(text).trim();
  const cut = line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)} …` : line;
  return `${escapeMarkdown(cut.toWellFormed()).replace(/[.\s]+$/, "")}.`;
}
