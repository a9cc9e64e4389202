import { text } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import type { Origin } from "../load/references.ts";
import type { Action, CompositeAction } from "./action.ts";
import { valueIn } from "./evaluate.ts";
import { actionInputs } from "./inputs.ts";
import type { Invocation } from "./invocation.ts";

/** Runs the steps of a frame one after the other: steps/run.ts, handed in because actions hold steps again. */
export type RunSteps = (frame: Frame, steps: CompositeAction["steps"]) => Promise<void>;

/** Runs a composite action: a frame of its own, with its inputs and steps, inside the step that uses it. */
export async function runComposite(
  invocation: Invocation,
  action: Action,
  runs: CompositeAction,
  origin: Origin,
  runSteps: RunSteps,
): Promise<boolean> {
  const outer = invocation.frame;
  const frame: Frame = {
    job: outer.job,
    origin,
    inputs: actionInputs(invocation, action.inputs),
    steps: {},
    env: { ...outer.env, ...invocation.env },
    actionPath: action.directory,
    failed: false,
    signal: invocation.signal,
  };
  await runSteps(frame, runs.steps);
  for (const { id, value } of runs.outputs)
    invocation.output.outputs[id] = text(valueIn(frame, value));
  return !frame.failed && !invocation.signal.aborted;
}
