import { cutLine } from "../markdown/cut.ts";

/** `unchanged`: an apply found nothing to do; what is said of an earlier apply stays. */
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

/** How far what a comment shows of a workspace has come; runs of other workflows may replace it. */
export interface Status {
  state: StatusState;
  runId: number;
  runAttempt: number;
  /** Milliseconds since the epoch: orders what one attempt says. */
  at: number;
  /** One line of Markdown. */
  text: string;
}

/** The most that a comment has of a status, in bytes. */
const LONGEST_LINE = 2800;
/** Characters that it is shortened by where they take more bytes than one. */
const STEP = 50;

/** The text of a status as one line that takes no more room than there is. Callers keep theirs short. */
export function statusLine({ text }: Pick<Status, "text">): string {
  // GitHub refuses a request with half a surrogate pair, such as that of a cut emoji.
  const line = text.replaceAll(/[\r\n]+/g, " ").toWellFormed();
  if (Buffer.byteLength(line) <= LONGEST_LINE) return line;
  let cut = line;
  for (let most = LONGEST_LINE; Buffer.byteLength(cut) > LONGEST_LINE; most -= STEP)
    cut = cutLine(line, most).toWellFormed();
  return `${cut} …`;
}

/** The last of several statuses, by run, attempt and time. */
export const lastOf = (all: readonly Status[]): Status | undefined =>
  all.reduce<Status | undefined>(
    (last, one) => (last === undefined || isLater(one, last) ? one : last),
    undefined,
  );

function isLater(a: Status, b: Status): boolean {
  if (a.runId !== b.runId) return a.runId > b.runId;
  return a.runAttempt === b.runAttempt ? a.at > b.at : a.runAttempt > b.runAttempt;
}
