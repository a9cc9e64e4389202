import type { Value } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import { actionName, type StepDefinition } from "../load/workflow.ts";

/**
 * Returns the repository and version of a step's action. Both are empty for a script, and for an action from the
 * checkout.
 */
function referenceOf({ uses = "" }: StepDefinition, { origin }: Frame): Record<string, Value> {
  if (uses.startsWith("$/"))
    return { action_repository: origin.repository.name, action_ref: origin.ref };
  const [, repository = "", version = ""] =
    /^(?!\.\/)([^/@]+\/[^/@]+)(?:\/[^@]*)?@(.+)$/.exec(uses) ?? [];
  return { action_repository: repository, action_ref: version };
}

/**
 * Sets github.action and related fields when a step begins. github.action is the step of the job, even inside a
 * composite action. action_repository and action_ref still belong to the previous step; inside a composite action, they
 * belong to that action.
 * https://github.com/actions/runner/issues/2473
 */
export function beginStep(frame: Frame, step: StepDefinition): void {
  frame.action = {};
  if (frame.caller === undefined) frame.job.github["action"] = actionName(step);
}

/**
 * Sets the repository and version of the step's own action. They apply from the evaluation of its inputs on.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionRunner.cs (RunAsync)
 */
export function enterAction(frame: Frame, step: StepDefinition): void {
  const reference = referenceOf(step, frame);
  if (frame.caller === undefined) Object.assign(frame.job.github, reference);
  else frame.action = reference;
}
