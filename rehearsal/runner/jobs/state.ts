import type { Value } from "../expressions.ts";
import type { Origin } from "../load/references.ts";
import type { StepDefinition, Workflow } from "../load/workflow.ts";
import type { Masks } from "../mask.ts";
import type { Credentials, RunRequest, Timing } from "../request.ts";
import type { ResolvedAction } from "../steps/action.ts";
import type { JobLog } from "./log.ts";

/** The post part of an action that ran: it runs when the job's steps are over, last come first. */
export interface PostStep {
  name: string;
  /** The step that uses the action. */
  step: StepDefinition;
  condition: string;
  frame: Frame;
  run(signal: AbortSignal): Promise<boolean>;
}

/** What the steps of one job share while it runs. */
export interface JobState {
  request: RunRequest;
  timing: Timing;
  workflow: Workflow;
  log: JobLog;
  masks: Masks;
  credentials: Credentials;
  /** Aborts when the run, the job's matrix or its time ends it. */
  signal: AbortSignal;
  /** GITHUB_WORKSPACE: where steps run, and where actions/checkout puts files. */
  checkout: string;
  temp: string;
  /** Workflow and job env, and what steps wrote to GITHUB_ENV. */
  env: Record<string, string>;
  /** What steps wrote to GITHUB_PATH; the last comes first in PATH. */
  paths: string[];
  /** Contexts that no step changes: vars, secrets, matrix, strategy, needs, runner. */
  contexts: Readonly<Record<string, Value>>;
  github: Record<string, Value>;
  job: Record<string, Value>;
  defaults: { shell: string | undefined; directory: string | undefined };
  /** What the references of steps mean, so that pre, main and post parts are of the same files. */
  actions: Map<StepDefinition, ResolvedAction>;
  /** What an action saved for its later parts, by the step that uses it. */
  states: Map<StepDefinition, Record<string, string>>;
  /** RUNNER_TRACKING_ID: marks the processes of this job. */
  trackingId: string;
}

/** The steps of a job, or of one composite action inside it, while they run. */
export interface Frame {
  job: JobState;
  /** The file that holds the steps: what `$/` means in them. */
  origin: Origin;
  inputs: Readonly<Record<string, Value>>;
  /** The post parts of its actions that ran. */
  posts: PostStep[];
  /** Frames of the composite actions in it, by the step that uses one. */
  inner: Map<StepDefinition, Frame>;
  /** Where a composite action is used; undefined for the job's own steps. */
  caller: { frame: Frame; step: StepDefinition; name: string } | undefined;
  /** The steps context. */
  steps: Record<string, Value>;
  /** Env of the steps that called the composite actions around. */
  env: Readonly<Record<string, string>>;
  /** github.action_repository and action_ref of the step that runs, where they differ from those of the job's step. */
  action: Readonly<Record<string, Value>>;
  /** Folder of the composite action, in its own steps. */
  actionPath: string | undefined;
  failed: boolean;
  /** Ends the frame: the job's own signal, or that of the step around. */
  signal: AbortSignal;
}

/** The frame of the job's own steps. */
export const rootOf = (frame: Frame): Frame =>
  frame.caller === undefined ? frame : rootOf(frame.caller.frame);
