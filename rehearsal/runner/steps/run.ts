import { texts } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import type { StepDefinition } from "../load/workflow.ts";
import type { Conclusion } from "../request.ts";
import { beginStep, enterAction } from "./action-names.ts";
import { withCommandFiles } from "./command-files.ts";
import { holdsIn, valueIn } from "./evaluate.ts";
import type { Invocation } from "./invocation.ts";
import { limitOf, type Limit } from "./limit.ts";
import { nameOf } from "./name.ts";
import { StepOutput } from "./output.ts";
import { runScript } from "./script.ts";
import { mayFail, minutesOf } from "./tolerance.ts";
import { runAction } from "./uses.ts";

async function execute(invocation: Invocation, limit: Limit, minutes: number): Promise<Conclusion> {
  const { step, frame } = invocation;
  const { log } = frame.job;
  try {
    const ok = await (step.uses === undefined
      ? runScript(invocation)
      : runAction(invocation, step.uses, runSteps));
    if (limit.timedOut)
      log.error(`The action '${invocation.name}' has timed out after ${minutes} minutes.`);
    if (limit.signal.aborted) return limit.timedOut ? "failure" : "cancelled";
    return ok ? "success" : "failure";
  } catch (error) {
    if (limit.signal.aborted && !limit.timedOut) return "cancelled";
    log.error((error as Error).message);
    return "failure";
  } finally {
    limit.release();
  }
}

interface Ending {
  outcome: Conclusion;
  output: StepOutput;
}

async function runDueStep(
  frame: Frame,
  step: StepDefinition,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<Ending> {
  const output = new StepOutput(frame.job, frame.job.states.get(step), env);
  enterAction(frame, step);
  const minutes = minutesOf(frame, step, env);
  const limit = limitOf(minutes, frame, () => holdsIn(frame, step.if, env));
  const outcome = await withCommandFiles(frame.job, (files) =>
    execute({ frame, step, name, env, output, files, signal: limit.signal }, limit, minutes),
  );
  return { outcome, output };
}

/** Returns the value. If it cannot be evaluated, reports the error and returns undefined. */
function attempt<T>(frame: Frame, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    frame.job.log.error((error as Error).message);
    return undefined;
  }
}

/**
 * Runs a step if its condition is true.
 *
 * If the condition cannot be evaluated, the step fails, whatever continue-on-error says. In a composite action, no step
 * follows it. The same applies if the env of a job's step cannot be evaluated. A step in a composite action runs
 * without its env instead, and fails.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/CompositeActionHandler.cs (RunStepsAsync)
 * @returns whether the steps after it may run
 */
async function runStep(frame: Frame, step: StepDefinition, isRoot: boolean): Promise<boolean> {
  const { job } = frame;
  const started = performance.now();
  beginStep(frame, step);
  let name = nameOf(step, frame, {});
  if (isRoot) job.log.step = name;
  const given = attempt(frame, () => texts(valueIn(frame, step.env)));
  const env = given ?? {};
  name = nameOf(step, frame, env);
  if (isRoot) job.log.step = name;
  const isDue =
    given === undefined && isRoot ? undefined : attempt(frame, () => holdsIn(frame, step.if, env));
  let outcome: Conclusion = isDue === undefined ? "failure" : "skipped";
  let outputs: StepOutput["outputs"] = {};
  if (isDue === true) {
    if (isRoot) job.log.stepStarted(name);
    const ending = await runDueStep(frame, step, name, env);
    ({ outputs } = ending.output);
    const hasFailed = given === undefined && ending.outcome === "success";
    outcome = hasFailed ? "failure" : ending.outcome;
  }
  const isForgiven = isDue === true && outcome === "failure" && mayFail(frame, step, env);
  const conclusion = isForgiven ? "success" : outcome;
  if (conclusion === "failure") frame.failed = true;
  if (step.id !== "") frame.steps[step.id] = { outputs, outcome, conclusion };
  const ms = Math.round(performance.now() - started);
  const id = step.id === "" ? {} : { id: step.id };
  if (isRoot) job.log.stepFinished({ ...id, name, outcome, conclusion, ms, outputs });
  return isRoot || isDue !== undefined;
}

/**
 * Runs steps in order. A failed step marks the frame as failed; the condition of each later step decides whether it
 * runs.
 */
export async function runSteps(
  frame: Frame,
  steps: readonly StepDefinition[],
  isRoot = false,
): Promise<void> {
  for (const step of steps) if (!(await runStep(frame, step, isRoot))) return;
}
