import type { Value } from "../expressions.ts";
import type { Origin } from "../load/references.ts";
import type { StepDefinition, Workflow } from "../load/workflow.ts";
import type { Masks } from "../mask.ts";
import type { Credentials, RunRequest, Timing } from "../request.ts";
import type { ResolvedAction } from "../steps/action.ts";
import type { JobLog } from "./log.ts";

/** The post part of an action that ran. Post parts run in reverse order after the job's steps. */
export interface PostStep {
  name: string;
  /** The step that uses the action. */
  step: StepDefinition;
  condition: string;
  frame: Frame;
  run(signal: AbortSignal): Promise<boolean>;
}

/** The state that the steps of one job share. */
export interface JobState {
  request: RunRequest;
  timing: Timing;
  workflow: Workflow;
  log: JobLog;
  masks: Masks;
  credentials: Credentials;
  /** Aborts when the run or the job's matrix is cancelled, or when the job's time is over. */
  signal: AbortSignal;
  /** GITHUB_WORKSPACE: the folder where steps run, and where actions/checkout puts files. */
  checkout: string;
  temp: string;
  /** The env of the workflow and the job, and the variables that steps wrote to GITHUB_ENV. */
  env: Record<string, string>;
  /** The paths that steps wrote to GITHUB_PATH. The last one comes first in PATH. */
  paths: string[];
  /** Contexts that no step changes: vars, secrets, matrix, strategy, needs, runner. */
  contexts: Readonly<Record<string, Value>>;
  github: Record<string, Value>;
  job: Record<string, Value>;
  defaults: { shell: string | undefined; directory: string | undefined };
  /** The resolved actions of the steps, so that the pre, main and post parts use the same files. */
  actions: Map<StepDefinition, ResolvedAction>;
  /** The state that an action saved for its later parts, by the step that uses the action. */
  states: Map<StepDefinition, Record<string, string>>;
  /** RUNNER_TRACKING_ID: identifies the processes of this job. */
  trackingId: string;
}

/** The steps of a job, or of one composite action inside it, while they run. */
export interface Frame {
  job: JobState;
  /** The file that contains the steps. `$/` in the steps refers to its repository. */
  origin: Origin;
  inputs: Readonly<Record<string, Value>>;
  /** The post parts of the actions in this frame that ran. */
  posts: PostStep[];
  /** Frames of the composite actions in this frame, by the step that uses the action. */
  inner: Map<StepDefinition, Frame>;
  /** The step that uses the composite action; undefined for the job's own steps. */
  caller: { frame: Frame; step: StepDefinition; name: string } | undefined;
  /** The steps context. */
  steps: Record<string, Value>;
  /** Env of the steps that called the surrounding composite actions. */
  env: Readonly<Record<string, string>>;
  /** github.action_repository and action_ref of the running step, if they differ from those of the job's step. */
  action: Readonly<Record<string, Value>>;
  /** Folder of the composite action, while its own steps run. */
  actionPath: string | undefined;
  failed: boolean;
  /** Ends the frame: the signal of the job or of the surrounding step. */
  signal: AbortSignal;
}

/** Returns the frame of the job's own steps. */
export const rootOf = (frame: Frame): Frame =>
  frame.caller === undefined ? frame : rootOf(frame.caller.frame);
