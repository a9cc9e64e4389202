import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { text, type Value } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import type { StepDefinition } from "../load/workflow.ts";
import { valueIn } from "./evaluate.ts";

type Environment = Readonly<Record<string, string>>;

/**
 * Returns the value of a step's setting. A setting that cannot be evaluated, or that has another type, is reported and
 * counts as not set.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/StepsRunner.cs (RunStepAsync)
 */
function settingOf<T>(
  frame: Frame,
  name: string,
  token: TemplateToken | undefined,
  env: Environment,
  isValid: (value: Value) => value is T & Value,
): T | undefined {
  if (token === undefined) return undefined;
  const { log } = frame.job;
  try {
    const value = valueIn(frame, token, env);
    if (isValid(value)) return value;
    log.error(`Unexpected value '${text(value)}' of ${name}`);
  } catch (error) {
    log.error(`An error occurred when attempting to determine ${name}.`);
    log.error((error as Error).message);
  }
  return undefined;
}

/**
 * Returns whether a failed step is tolerated. continue-on-error is evaluated only after a failure, and a string is not
 * a boolean.
 */
export const mayFail = (frame: Frame, step: StepDefinition, env: Environment = {}): boolean =>
  settingOf(
    frame,
    "continue-on-error",
    step.continueOnError,
    env,
    (value): value is boolean => typeof value === "boolean",
  ) ?? false;

/** Returns the maximum run time of a step in full minutes; 0 = no limit. */
export const minutesOf = (frame: Frame, step: StepDefinition, env: Environment): number =>
  Math.trunc(
    settingOf(
      frame,
      "the step timeout",
      step.timeout,
      env,
      (value): value is number => typeof value === "number",
    ) ?? 0,
  );
