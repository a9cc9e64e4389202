import { texts } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import { actionName, type StepDefinition } from "../load/workflow.ts";
import type { Conclusion } from "../request.ts";
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
  frame.job.github["action"] = actionName(step);
  const minutes = minutesOf(frame, step, env);
  const limit = limitOf(minutes, frame, () => holdsIn(frame, step.if, env));
  const outcome = await withCommandFiles(frame.job, (files) =>
    execute({ frame, step, name, env, output, files, signal: limit.signal }, limit, minutes),
  );
  return { outcome, output };
}

/** @returns whether the steps after it may run: a broken condition ends a composite action */
async function runStep(frame: Frame, step: StepDefinition, isRoot: boolean): Promise<boolean> {
  const { job } = frame;
  const started = performance.now();
  let env: Record<string, string> = {};
  let ending: Ending = { outcome: "skipped", output: new StepOutput(job) };
  let name = nameOf(step, frame, env);
  let isBroken = false;
  try {
    env = texts(valueIn(frame, step.env));
    name = nameOf(step, frame, env);
    if (isRoot) job.log.step = name;
    const isDue = holdsIn(frame, step.if, env);
    if (isDue && isRoot) job.log.stepStarted(name);
    if (isDue) ending = await runDueStep(frame, step, name, env);
  } catch (error) {
    job.log.error((error as Error).message);
    ending = { ...ending, outcome: "failure" };
    isBroken = true;
  }
  const { outcome, output } = ending;
  const conclusion = outcome === "failure" && mayFail(frame, step, env) ? "success" : outcome;
  if (conclusion === "failure") frame.failed = true;
  const { outputs } = output;
  if (step.id !== "") frame.steps[step.id] = { outputs, outcome, conclusion };
  const ms = Math.round(performance.now() - started);
  const id = step.id === "" ? {} : { id: step.id };
  if (isRoot) job.log.stepFinished({ ...id, name, outcome, conclusion, ms, outputs });
  return isRoot || !isBroken;
}

/** Runs steps in order. What fails marks the frame; what follows decides by its own condition. */
export async function runSteps(
  frame: Frame,
  steps: readonly StepDefinition[],
  isRoot = false,
): Promise<void> {
  for (const step of steps) if (!(await runStep(frame, step, isRoot))) return;
}
