import type { Value } from "../expressions.ts";
import type { JobLog } from "./log.ts";
import type { Masks } from "../mask.ts";
import type { Credentials, RunRequest, StepResult, Timing } from "../request.ts";
import type { StepDefinition } from "../load/steps.ts";
import type { Frame } from "../steps/frame.ts";
import type { Workflow } from "../load/workflow.ts";

/** The post part of an action that ran: it runs when the job's steps are over, last come first. */
export interface PostStep {
  name: string;
  condition: string;
  frame: Frame;
  run(signal: AbortSignal): Promise<boolean>;
}

/** What the steps of one job share while it runs. */
export interface JobState {
  /** Path of job ids from the caller down. */
  id: string;
  request: RunRequest;
  timing: Timing;
  workflow: Workflow;
  log: JobLog;
  masks: Masks;
  credentials: Credentials;
  /** Aborts when the run, the job's matrix or its time ends it. */
  signal: AbortSignal;
  workspace: string;
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
  results: StepResult[];
  /** What an action saved for its later parts, by the step that uses it. */
  states: Map<StepDefinition, Record<string, string>>;
  /** Marks the processes of this job. */
  trackingId: string;
}
