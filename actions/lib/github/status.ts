import { cutLine } from "../markdown/cut.ts";

/** `unchanged`: an apply found nothing to do; the status of an earlier apply stays. */
export const STATUS_STATES = [
  "planned",
  "superseded",
  "applied",
  "unchanged",
  "refused",
  "failed",
  "cancelled",
] as const;
export type StatusState = (typeof STATUS_STATES)[number];

/** The progress of what a comment shows about a workspace. Runs of other workflows may replace it. */
export interface Status {
  state: StatusState;
  runId: number;
  runAttempt: number;
  /** Milliseconds since the epoch. Orders the statuses of one attempt. */
  at: number;
  /** One line of Markdown. */
  text: string;
}

/** The longest status in a comment, in bytes. */
const LONGEST_LINE = 2800;
/** Characters to remove in each step if the text's characters take more than one byte. */
const STEP = 50;

/** Returns the text of a status as one line that fits in the limit. Callers keep theirs short. */
export function statusLine({ text }: Pick<Status, "text">): string {
  // GitHub refuses a request that contains half a surrogate pair, such as a cut emoji.
  const line = text.replaceAll(/[\r\n]+/g, " ").toWellFormed();
  if (Buffer.byteLength(line) <= LONGEST_LINE) return line;
  let cut = line;
  for (let most = LONGEST_LINE; Buffer.byteLength(cut) > LONGEST_LINE; most -= STEP)
    cut = cutLine(line, most).toWellFormed();
  return `${cut} …`;
}

/** Returns the last of several statuses, by run, attempt and time. */
export const lastOf = (all: readonly Status[]): Status | undefined =>
  all.reduce<Status | undefined>(
    (last, one) => (last === undefined || isLater(one, last) ? one : last),
    undefined,
  );

function isLater(a: Status, b: Status): boolean {
  if (a.runId !== b.runId) return a.runId > b.runId;
  return a.runAttempt === b.runAttempt ? a.at > b.at : a.runAttempt > b.runAttempt;
}
