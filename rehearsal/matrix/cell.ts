import type { View } from "./view.ts";

type Workflow = "plan" | "deploy" | "promote" | "rollback";

/** The worlds that are prepared: see worlds.ts. */
export type WorldName =
  "new" | "deployed" | "deployed twice" | "promoted" | "promoted, and changed";

/** How a run ends, or what it meets: the columns of the table. */
export const OUTCOMES = [
  "success",
  "failure",
  "cancel",
  "re-run",
  "rejected",
  "superseded",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One run of a workflow: how it comes about, and what must be true afterwards. */
export interface Cell {
  workflow: Workflow;
  /** What it starts from: with the workflow, the row of the table. */
  start: string;
  outcome: Outcome;
  /** Distinguishes cells of one outcome: the job that fails, and the way. */
  variant?: string;
  world: WorldName;
  /** Edits of the consumer's repository: file, text, and what to write in its place. */
  edits?: readonly Edit[];
  /** Command lines of the rehearsal that come before the run, in the same world. */
  before?: readonly Command[];
  /** The command line of the run, of which `expected` speaks. */
  run: Command;
  /** The environment that `expected` speaks of. */
  environment: string;
  expected: Expected;
}

/** A command line; some need the id of a release that the environment has. */
export type Command = readonly string[] | ((view: View) => readonly string[]);

export type Edit = readonly [file: string, text: string, replacement: string];

/** What must be true after a run. Every text is part of what is read. */
export interface Expected {
  /** Result of each job that did not succeed, by its id without the calling job. */
  jobs?: Readonly<Record<string, "failure" | "cancelled" | "skipped">>;
  /** What the run did to the states. */
  infrastructure: Changes;
  kubernetes: Changes;
  /** Which release is live. */
  live: "none" | "as before" | "this commit" | "a newer commit" | "an earlier release";
  /** What the run wrote into the history: kind and status or reason. */
  history: readonly string[];
  /** Why nothing is let into the environment now. */
  hold?: string;
  /** Somebody else holds the environment. */
  leaseHeld?: boolean;
  /** Errors and other lines in the terminal, which are GitHub's annotations. */
  terminal: readonly string[];
  /** In the job summaries. */
  summary: readonly string[];
  /** In the comments of the pull request. */
  comments?: readonly string[];
  /** In no comment. */
  noComment?: string;
}

/**
 * "added" = objects were made, and none that was there has changed. "1 destroyed" = the migration Job, which a rollback
 * leaves out, and which is replaced before anything else.
 */
type Changes = "none" | "added" | "changed" | "1 destroyed";

/** A cell that cannot be, and why. */
export interface Absent {
  workflow: Workflow;
  outcome: Outcome;
  why: string;
}

export const idOf = ({ workflow, start, outcome, variant }: Cell): string =>
  [workflow, start, outcome, ...(variant === undefined ? [] : [variant])].join("/");
