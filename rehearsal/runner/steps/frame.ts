import type { Contexts, Functions, Value } from "../expressions.ts";
import { hashFiles } from "../hash-files.ts";
import type { JobState } from "../jobs/state.ts";
import type { Origin } from "../load/references.ts";

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

/** A composite action's steps see neither secrets nor what the job needs. */
const HIDDEN_IN_ACTIONS = new Set(["secrets", "needs", "vars"]);

/** The contexts of an expression in a step, given the step's own env. */
export function contextsOf(frame: Frame, env: Readonly<Record<string, string>> = {}): Contexts {
  const { job } = frame;
  const isAction = frame.actionPath !== undefined;
  const shared = Object.entries(job.contexts).filter(
    ([name]) => !isAction || !HIDDEN_IN_ACTIONS.has(name),
  );
  return {
    ...Object.fromEntries(shared),
    github: { ...job.github, ...(isAction ? { action_path: frame.actionPath ?? "" } : {}) },
    job: { ...job.job, status: statusOf(frame) },
    env: { ...job.env, ...frame.env, ...env },
    inputs: frame.inputs,
    steps: frame.steps,
  };
}

function statusOf(frame: Frame): string {
  if (frame.job.signal.aborted) return "cancelled";
  return frame.failed ? "failure" : "success";
}

/** The status functions and hashFiles as the steps of this frame see them. */
export function functionsOf(frame: Frame): Functions {
  const cancelled = () => frame.job.signal.aborted;
  return {
    success: () => !frame.failed && !frame.signal.aborted,
    failure: () => frame.failed && !cancelled(),
    cancelled,
    hashFiles: (patterns) => hashFiles(patterns, frame.job.workspace),
  };
}
