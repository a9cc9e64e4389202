import { text } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import type { Origin } from "../load/references.ts";
import type { Action, CompositeAction } from "./action.ts";
import { valueIn } from "./evaluate.ts";
import { actionInputs } from "./inputs.ts";
import type { Invocation } from "./invocation.ts";

/**
 * Runs the steps of a frame one after the other. It is steps/run.ts, passed as a parameter because actions contain
 * steps, which would make the imports circular.
 */
export type RunSteps = (frame: Frame, steps: CompositeAction["steps"]) => Promise<void>;

/**
 * Returns the frame of a composite action. Its pre, main and post parts share the frame; each part has its own inputs
 * and env.
 */
export function compositeFrame(invocation: Invocation, action: Action, origin: Origin): Frame {
  const { frame: outer, step, name, env, signal } = invocation;
  const frame: Frame = outer.inner.get(step) ?? {
    job: outer.job,
    origin,
    steps: {},
    actionPath: action.directory,
    failed: false,
    inputs: {},
    env: {},
    signal,
    caller: { frame: outer, step, name },
    posts: [],
    inner: new Map(),
    action: {},
  };
  outer.inner.set(step, frame);
  frame.inputs = actionInputs(invocation, action.inputs);
  frame.env = { ...outer.env, ...env };
  frame.signal = signal;
  return frame;
}

/** Runs a composite action in a frame of its own, with its inputs and steps, inside the step that uses it. */
export async function runComposite(
  invocation: Invocation,
  action: Action,
  runs: CompositeAction,
  origin: Origin,
  runSteps: RunSteps,
): Promise<boolean> {
  const frame = compositeFrame(invocation, action, origin);
  await runSteps(frame, runs.steps);
  frame.action = {};
  for (const { id, value } of runs.outputs)
    invocation.output.outputs[id] = text(valueIn(frame, value));
  return !frame.failed && !invocation.signal.aborted;
}
