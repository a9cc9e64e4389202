import { evaluate, evaluateToken, text, texts, truthy } from "../expressions.ts";
import type { Conclusion } from "../request.ts";
import { written } from "../load/workflow.ts";
import type { StepDefinition } from "../load/steps.ts";
import { contextsOf, functionsOf, type Frame } from "./frame.ts";
import type { Invocation } from "./invocation.ts";
import { StepOutput } from "./output.ts";
import { announceStep, recordStep } from "./record.ts";
import { runScript } from "./script.ts";
import { runAction } from "./uses.ts";

/** The step's name, or "Run ..." as GitHub shows a step without one. */
function nameOf(step: StepDefinition, frame: Frame, env: Readonly<Record<string, string>>): string {
  const token = step.name ?? step.run;
  const prefix = step.name === undefined ? "Run " : "";
  if (token === undefined) return `Run ${step.uses ?? ""}`;
  const firstLine = (name: string): string => `${prefix}${name.trim().split("\n")[0] ?? ""}`;
  try {
    return firstLine(text(evaluateToken(token, contextsOf(frame, env), functionsOf(frame))));
  } catch {
    // What a skipped step needs for its name may not be there.
    return firstLine(written(token));
  }
}

interface Limit {
  signal: AbortSignal;
  timedOut: boolean;
  release(): void;
}

/**
 * The signal of one step: it aborts when its time is over, or when the frame is cancelled and the step's own condition
 * does not hold any more, so that an `always()` step is left alone.
 */
function limitOf(minutes: number, frame: Frame, stillWanted: () => boolean): Limit {
  const controller = new AbortController();
  const limit: Limit = { signal: controller.signal, timedOut: false, release: () => undefined };
  const onAbort = (): void => {
    if (!stillWanted()) controller.abort();
  };
  const onTime = (): void => {
    limit.timedOut = true;
    controller.abort();
  };
  const timer = minutes > 0 ? setTimeout(onTime, minutes * frame.job.timing.minute) : undefined;
  frame.signal.addEventListener("abort", onAbort);
  limit.release = () => {
    clearTimeout(timer);
    frame.signal.removeEventListener("abort", onAbort);
  };
  return limit;
}

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

/** Whether the condition holds now. Throws for an expression that fails. */
function wanted(step: StepDefinition, frame: Frame, env: Readonly<Record<string, string>>) {
  return truthy(evaluate(step.if, contextsOf(frame, env), functionsOf(frame)));
}

interface Ending {
  outcome: Conclusion;
  output: StepOutput;
}

async function runWanted(
  frame: Frame,
  step: StepDefinition,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<Ending> {
  const output = new StepOutput(frame.job, frame.job.states.get(step));
  const minutes = Number(
    text(evaluateToken(step.timeout, contextsOf(frame, env), functionsOf(frame))),
  );
  const limit = limitOf(minutes, frame, () => wanted(step, frame, env));
  const invocation = { frame, step, name, env, output, signal: limit.signal };
  return { outcome: await execute(invocation, limit, minutes), output };
}

async function runStep(frame: Frame, step: StepDefinition, isRoot: boolean): Promise<void> {
  const { job } = frame;
  const started = performance.now();
  let env: Record<string, string> = {};
  let ending: Ending = { outcome: "skipped", output: new StepOutput(job) };
  let name = nameOf(step, frame, env);
  let forgiven = false;
  try {
    env = texts(evaluateToken(step.env, contextsOf(frame), functionsOf(frame)));
    name = nameOf(step, frame, env);
    if (isRoot) job.log.step = name;
    const isWanted = wanted(step, frame, env);
    if (isWanted && isRoot) announceStep(frame, name);
    if (isWanted) ending = await runWanted(frame, step, name, env);
    const forgive = evaluateToken(step.continueOnError, contextsOf(frame, env), functionsOf(frame));
    forgiven = forgive === true || forgive === "true";
  } catch (error) {
    job.log.error((error as Error).message);
    ending = { ...ending, outcome: "failure" };
  }
  const { outcome, output } = ending;
  const conclusion = outcome === "failure" && forgiven ? "success" : outcome;
  if (conclusion === "failure") frame.failed = true;
  const { outputs } = output;
  if (step.id !== "") frame.steps[step.id] = { outputs, outcome, conclusion };
  const ms = Math.round(performance.now() - started);
  const id = step.id === "" ? {} : { id: step.id };
  if (isRoot) recordStep(frame, { ...id, name, outcome, conclusion, ms, outputs });
}

/** Runs steps in order. What fails marks the frame; what follows decides by its own condition. */
export async function runSteps(
  frame: Frame,
  steps: readonly StepDefinition[],
  isRoot = false,
): Promise<void> {
  for (const step of steps) await runStep(frame, step, isRoot);
}

/** Runs what actions asked to run at the end of the job, last come first, by their post-if. */
export async function runPosts(root: Frame): Promise<void> {
  const { job } = root;
  for (let post = job.posts.pop(); post; post = job.posts.pop()) {
    const { name, condition, frame } = post;
    const started = performance.now();
    job.log.step = name;
    const holds = () => truthy(evaluate(condition, contextsOf(frame), functionsOf(root)));
    const limit = limitOf(0, root, holds);
    let outcome: Conclusion = "skipped";
    try {
      if (holds()) {
        announceStep(root, name);
        outcome = (await post.run(limit.signal)) ? "success" : "failure";
        if (limit.signal.aborted) outcome = "cancelled";
      }
    } catch (error) {
      job.log.error((error as Error).message);
      outcome = "failure";
    } finally {
      limit.release();
    }
    if (outcome === "failure") root.failed = true;
    const ms = Math.round(performance.now() - started);
    recordStep(root, { name, outcome, conclusion: outcome, ms });
  }
}
