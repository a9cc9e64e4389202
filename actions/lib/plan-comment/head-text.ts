import type { Status } from "../github/status.ts";
import { code } from "../markdown/escape.ts";
import type { Head } from "./part.ts";
import { riskAlert } from "./risk-alert.ts";

/** Characters that a reader sees before opening anything. */
export const FIRST_SCREEN = 1_500;

/** Returns the label in the form that follows another word of a heading: ` · dev`. */
export const labelText = (label: string): string => (label === "" ? "" : ` · ${label}`);

const LONGEST_NAME = 200;

/** Returns a heading such as ### Plan · dev · `terraform/kubernetes` */
const headingOf = ({ what, label, directory }: Head): string =>
  `### ${what}${labelText(label)} · ${code(shownName(directory))}`;

/** Returns a folder's name in the length of a heading. The end of a longer name is kept: people recognise it by that. */
const shownName = (directory: string): string =>
  directory.length <= LONGEST_NAME
    ? directory
    : `…${directory.slice(1 - LONGEST_NAME).toWellFormed()}`;

/**
 * Returns what the report of one workspace says first: what it is, the tool's counts, the risks, what was not checked,
 * what happens next, where the rest is.
 * @param status the plan's progress: the next step may already have happened
 */
export function headText(head: Head, status?: Pick<Status, "state">): string {
  const above = [headingOf(head), ...bodyAbove(head)];
  const below = [...head.below, ...lastLine(head, status)];
  const fixed = [...above, ...below].join("\n\n").length;
  return [...above, ...alertOf(head, FIRST_SCREEN - fixed - 4), ...below].join("\n\n");
}

/**
 * Returns the same below a title that names the workspace, without what comes next.
 * @param withRisks the risks appear nowhere else
 */
export const sectionHead = (head: Head, withRisks: boolean): string[] => [
  ...bodyAbove(head),
  ...(withRisks ? alertOf(head, FIRST_SCREEN) : []),
  ...head.below,
];

const bodyAbove = ({ alerts, line, notes }: Head): string[] => [
  ...alerts,
  ...(line === "" ? [] : [line]),
  ...notes,
];

const alertOf = ({ risks }: Head, room: number): string[] =>
  risks === undefined ? [] : [riskAlert([{ name: "", risks }], room)];

/** Returns whether the next step has not happened yet. */
export const isOnlyPlanned = (status: Pick<Status, "state"> | undefined): boolean =>
  status === undefined || status.state === "planned";

function lastLine({ next, report }: Head, status: Pick<Status, "state"> | undefined): string[] {
  const rest = report === undefined ? "" : `Every attribute: ${linkTo(report, "full report")}.`;
  const coming = next === undefined || !isOnlyPlanned(status) ? "" : `**Next:** ${next.text}`;
  const text = [coming, rest].filter((one) => one !== "").join(" ");
  return text === "" ? [] : [text];
}

export const linkTo = (address: string, text: string): string =>
  `<a href="${encodeURI(address)}">${text}</a>`;
