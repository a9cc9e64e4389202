import type { View } from "./view.ts";

type Workflow = "plan" | "deploy" | "promote" | "rollback";

/** The prepared worlds: see worlds.ts. */
export type WorldName =
  "new" | "deployed" | "deployed twice" | "promoted" | "promoted, and changed";

/** How a run ends, or what happens to it: the columns of the table. */
export const OUTCOMES = [
  "success",
  "failure",
  "cancel",
  "re-run",
  "rejected",
  "superseded",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One run of a workflow: how it is started, and what must be true afterwards. */
export interface Cell {
  workflow: Workflow;
  /** The initial situation. Together with the workflow, it is the row of the table. */
  start: string;
  outcome: Outcome;
  /** Distinguishes cells with the same outcome: the job that fails, and how it fails. */
  variant?: string;
  world: WorldName;
  /** Edits of the consumer's repository: the file, the text, and its replacement. */
  edits?: readonly Edit[];
  /** Command lines of the rehearsal that run before, in the same world. */
  before?: readonly Command[];
  /** The command line of the run that `expected` describes. */
  run: Command;
  /** The environment that `expected` describes. */
  environment: string;
  expected: Expected;
}

/** A command line. Some command lines need the id of a release of the environment. */
export type Command = readonly string[] | ((view: View) => readonly string[]);

export type Edit = readonly [file: string, text: string, replacement: string];

/** What must be true after a run. Every expected text must be contained in the actual text. */
export interface Expected {
  /** Result of each job that did not succeed, by its id without the calling job. */
  jobs?: Readonly<Record<string, "failure" | "cancelled" | "skipped">>;
  /** What the run did to the states. */
  infrastructure: Changes;
  kubernetes: Changes;
  /** The release that is live. */
  live: "none" | "as before" | "this commit" | "a newer commit" | "an earlier release";
  /** What the run added to the history: kind and status or reason. */
  history: readonly string[];
  /** Why the environment now refuses runs. */
  hold?: string;
  /** Another run holds the environment's lease. */
  leaseHeld?: boolean;
  /** Errors and other lines in the terminal. On GitHub, they are annotations. */
  terminal: readonly string[];
  /** Texts in the job summaries. */
  summary: readonly string[];
  /** Texts in the comments of the pull request. */
  comments?: readonly string[];
  /** A text that no comment may contain. */
  noComment?: string;
}

/**
 * "added" = objects were created, and no existing object changed. "1 destroyed" = the migration Job. A rollback omits
 * this Job, and it is replaced before anything else.
 */
type Changes = "none" | "added" | "changed" | "1 destroyed";

/** A combination that is impossible, and the reason. */
export interface Absent {
  workflow: Workflow;
  outcome: Outcome;
  why: string;
}

export const idOf = ({ workflow, start, outcome, variant }: Cell): string =>
  [workflow, start, outcome, ...(variant === undefined ? [] : [variant])].join("/");
