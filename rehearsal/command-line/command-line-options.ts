import type { RealPart } from "../real/parts.ts";

/** The commands that run workflows. `init` writes files and then deploys. */
export const COMMAND_NAMES = ["deploy", "plan", "promote", "rollback", "rerun"] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** What a command of the command line is about. */
export interface Options {
  /** File of the workflow to run, instead of the one that the command would choose. */
  workflow?: string;
  /** Folder in the repository whose files are edited before the run. */
  change?: string;
  /** The pull request comes from a fork. */
  fork?: boolean;
  /** The change comes by a pull request, which is planned and merged first. */
  fromPullRequest?: boolean;
  /** The pull request is tested in a merge queue. */
  mergeQueue?: boolean;
  /** A name of FAILURES. */
  fail?: string;
  environment?: string;
  from?: string;
  to?: string;
  release?: string;
  overrideReason?: string;
  /** The run comes of a release on GitHub that is published for this tag. */
  tag?: string;
  /** Number of the run to do again; the last one when it is left out. */
  run?: number;
  /** Further inputs of a dispatch. */
  inputs?: Readonly<Record<string, string>>;
}

/** What a person asked for on the command line. */
export interface Rehearsal extends Options {
  /** deploy, plan, promote, rollback or rerun. */
  event: string;
  /** Folder of the consumer's repository; default examples/fleet. */
  repository?: string;
  /** Folder in which the world is kept between runs. */
  keep?: string;
  /** Rejects every job that waits for an approval. */
  reject?: boolean;
  /** An environment in which somebody has to approve, also when nothing is promoted to it. */
  reviewed?: string;
  /** The settings file; default .github/rehearsal.yml of the repository. */
  vars?: string;
  /** Folder of an action, or `skip`, by owner/name. */
  actions?: Readonly<Record<string, string>>;
  /** File with fields for the payload of the event. */
  eventFile?: string;
  /** The workload that the failure is about. */
  failAt?: string;
  /** Pattern of the tags whose runs may deploy. */
  allowTags?: string;
  /** Cancels the run when a job of this id, or a step with this word in its name, begins. */
  cancelAt?: string;
  /** Milliseconds that each object of terraform takes. With `cancelAt`, the first one is waited for. */
  slow?: number;
  /** Embedded parts that engines replace. */
  real?: readonly RealPart[];
  /** File for the result as data. */
  json?: string;
  /** File for the kinds of requests that the embedded services got. */
  requests?: string;
  verbose: boolean;
  /** Shows comments as Markdown. */
  raw?: boolean;
}
