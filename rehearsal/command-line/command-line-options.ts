import type { RealPart } from "../real/parts.ts";

/** The commands that run workflows. `init` writes files and then deploys. */
export const COMMAND_NAMES = ["deploy", "plan", "promote", "rollback", "rerun"] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** The options of the commands. */
export interface Options {
  /** File of the workflow to run, instead of the workflow that the command would choose. */
  workflow?: string;
  /** Folder in the repository whose files are edited before the run. */
  change?: string;
  /** The pull request comes from a fork. */
  fork?: boolean;
  /** The change comes from a pull request, which is planned and merged first. */
  fromPullRequest?: boolean;
  /** The pull request is tested in a merge queue. */
  mergeQueue?: boolean;
  /** A key of FAILURES. */
  fail?: string;
  environment?: string;
  from?: string;
  to?: string;
  release?: string;
  overrideReason?: string;
  /** The run is triggered by a GitHub release that is published for this tag. */
  tag?: string;
  /** Number of the run to repeat. Default: the last run. */
  run?: number;
  /** Further inputs of a workflow_dispatch event. */
  inputs?: Readonly<Record<string, string>>;
}

/** The options that a person gave on the command line. */
export interface Rehearsal extends Options {
  /** deploy, plan, promote, rollback or rerun. */
  event: string;
  /** Folder of the consumer's repository. Default: examples/fleet. */
  repository?: string;
  /** Folder in which the world is kept between runs. */
  keep?: string;
  /** Rejects every job that waits for an approval. */
  reject?: boolean;
  /** An environment that requires an approval, even if nothing is promoted to it. */
  reviewed?: string;
  /** The settings file. Default: .github/rehearsal.yml of the repository. */
  vars?: string;
  /** Folder of an action, or `skip`, by owner/name. */
  actions?: Readonly<Record<string, string>>;
  /** File with fields for the payload of the event. */
  eventFile?: string;
  /** The workload that the failure affects. */
  failAt?: string;
  /** Pattern for the tags whose runs may deploy. */
  allowTags?: string;
  /** Cancels the run when a job with this id, or a step with this word in its name, begins. */
  cancelAt?: string;
  /** Milliseconds that terraform takes for each object. With `cancelAt`, the run is cancelled at the first object. */
  slow?: number;
  /** Embedded parts that real engines replace. */
  real?: readonly RealPart[];
  /** File to write the result to, as JSON data. */
  json?: string;
  /** File to write the kinds of requests to that the embedded services received. */
  requests?: string;
  verbose: boolean;
  /** Shows comments as Markdown. */
  raw?: boolean;
}
