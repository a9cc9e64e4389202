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

/** The contexts that steps of a composite action cannot see. */
const HIDDEN_IN_ACTIONS = new Set(["secrets", "needs", "vars"]);

/** Returns the contexts of an expression in a step, given the step's own env. */
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

/** Returns the fields that the steps of a composite action see of the action. */
const actionContext = (frame: Frame): Record<string, Value> => ({
  ...frame.action,
  action_path: frame.actionPath ?? "",
  action_status: statusOf(frame),
});

function statusOf(frame: Frame): string {
  if (frame.job.signal.aborted) return "cancelled";
  return frame.failed ? "failure" : "success";
}

/** Returns the status functions and hashFiles for the steps of this frame. */
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
 * Returns the value of a token of a step; undefined evaluates to null.
 * @param env the step's own env
 * @throws Error for an expression that fails
 */
export const valueIn = (
  frame: Frame,
  token: TemplateToken | undefined,
  env: Environment = {},
): Value => evaluateToken(token, contextsOf(frame, env), functionsOf(frame));

/**
 * Returns whether an `if` condition is true now.
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
