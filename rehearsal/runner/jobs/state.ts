import type { Value } from "../expressions.ts";
import type { Origin } from "../load/references.ts";
import type { StepDefinition, Workflow } from "../load/workflow.ts";
import type { Masks } from "../mask.ts";
import type { Credentials, RunRequest, Timing } from "../request.ts";
import type { JobLog } from "./log.ts";

/** The post part of an action that ran: it runs when the job's steps are over, last come first. */
interface PostStep {
  name: string;
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
  posts: PostStep[];
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
  /** The steps context. */
  steps: Record<string, Value>;
  /** Env of the steps that called the composite actions around. */
  env: Readonly<Record<string, string>>;
  /** Folder of the composite action, in its own steps. */
  actionPath: string | undefined;
  failed: boolean;
  /** Ends the frame: the job's own signal, or that of the step around. */
  signal: AbortSignal;
}
