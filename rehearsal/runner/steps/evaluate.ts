import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import {
  evaluate,
  evaluateToken,
  truthy,
  type Contexts,
  type Functions,
  type Value,
} from "../expressions.ts";
import { hashFiles } from "../glob.ts";
import { rootOf, type Frame } from "../jobs/state.ts";

type Environment = Readonly<Record<string, string>>;

/** A composite action's steps see neither secrets nor what the job needs. */
const HIDDEN_IN_ACTIONS = new Set(["secrets", "needs", "vars"]);

/** The contexts of an expression in a step, given the step's own env. */
function contextsOf(frame: Frame, env: Environment): Contexts {
  const { job } = frame;
  const isAction = frame.actionPath !== undefined;
  const shared = Object.entries(job.contexts).filter(
    ([name]) => !isAction || !HIDDEN_IN_ACTIONS.has(name),
  );
  return {
    ...Object.fromEntries(shared),
    github: { ...job.github, ...(isAction ? actionContext(frame) : {}) },
    job: { ...job.job, status: statusOf(rootOf(frame)) },
    env: { ...job.env, ...frame.env, ...env },
    inputs: frame.inputs,
    steps: frame.steps,
  };
}

/** What the steps of a composite action know of it. */
const actionContext = (frame: Frame): Record<string, Value> => ({
  ...frame.action,
  action_path: frame.actionPath ?? "",
  action_status: statusOf(frame),
});

function statusOf(frame: Frame): string {
  if (frame.job.signal.aborted) return "cancelled";
  return frame.failed ? "failure" : "success";
}

/** The status functions and hashFiles as the steps of this frame see them. */
function functionsOf(frame: Frame): Functions {
  const cancelled = () => frame.job.signal.aborted;
  return {
    success: () => !frame.failed && !frame.signal.aborted,
    failure: () => frame.failed && !cancelled(),
    cancelled,
    hashFiles: (patterns) => hashFiles(patterns, frame.job.checkout),
  };
}

/**
 * The value of a token of a step; undefined reads as null.
 * @param env the step's own env
 * @throws Error for an expression that fails
 */
export const valueIn = (
  frame: Frame,
  token: TemplateToken | undefined,
  env: Environment = {},
): Value => evaluateToken(token, contextsOf(frame, env), functionsOf(frame));

/**
 * Whether an `if` holds now.
 * @param env the step's own env
 * @param status the frame whose failures success() and failure() report
 * @throws Error for an expression that fails
 */
export const holdsIn = (
  frame: Frame,
  condition: string,
  env: Environment = {},
  status: Frame = frame,
): boolean => truthy(evaluate(condition, contextsOf(frame, env), functionsOf(status)));
