import type { Value } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import { actionName, type StepDefinition } from "../load/workflow.ts";

/** The repository and version of the action that a step uses; both are empty for a script and for an action of the checkout. */
function referenceOf({ uses = "" }: StepDefinition, { origin }: Frame): Record<string, Value> {
  if (uses.startsWith("$/"))
    return { action_repository: origin.repository.name, action_ref: origin.ref };
  const [, repository = "", version = ""] =
    /^(?!\.\/)([^/@]+\/[^/@]+)(?:\/[^@]*)?@(.+)$/.exec(uses) ?? [];
  return { action_repository: repository, action_ref: version };
}

/**
 * What github.action and its kin say when a step begins. github.action is the step of the job, also inside a composite action;
 * action_repository and action_ref are still those of the step before it, and inside a composite action those of the action.
 * https://github.com/actions/runner/issues/2473
 */
export function beginStep(frame: Frame, step: StepDefinition): void {
  frame.action = {};
  if (frame.caller === undefined) frame.job.github["action"] = actionName(step);
}

/**
 * From the evaluation of its inputs on, the repository and version of the step's own action.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionRunner.cs (RunAsync)
 */
export function enterAction(frame: Frame, step: StepDefinition): void {
  const reference = referenceOf(step, frame);
  if (frame.caller === undefined) Object.assign(frame.job.github, reference);
  else frame.action = reference;
}
