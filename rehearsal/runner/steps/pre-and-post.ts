import { texts } from "../expressions.ts";
import { rootOf, type Frame, type PostStep } from "../jobs/state.ts";
import type { StepDefinition } from "../load/workflow.ts";
import type { Conclusion } from "../request.ts";
import type { Action } from "./action.ts";
import { beginStep, enterAction } from "./action-names.ts";
import { withCommandFiles } from "./command-files.ts";
import { compositeFrame } from "./composite.ts";
import { holdsIn, valueIn } from "./evaluate.ts";
import { actionInputs } from "./inputs.ts";
import type { Invocation } from "./invocation.ts";
import { registerPost, runEntry } from "./javascript.ts";
import { limitOf } from "./limit.ts";
import { nameOf } from "./name.ts";
import { StepOutput } from "./output.ts";
import { mayFail } from "./tolerance.ts";
import { resolvedBeforehand } from "./uses.ts";

/** Returns whether an action, or an action inside it, has a pre part. */
function hasPre(action: Action, frame: Frame): boolean {
  const { runs } = action;
  if (runs.kind === "node") return runs.pre !== undefined;
  return runs.steps.some((step) => {
    const inner = resolvedBeforehand(step, frame);
    return inner !== undefined && hasPre(inner.action, { ...frame, origin: inner.origin });
  });
}

/** Runs the pre part of one step, including those of the actions inside it. Returns whether nothing failed. */
async function runPre(frame: Frame, step: StepDefinition, name: string): Promise<boolean> {
  const resolved = resolvedBeforehand(step, frame);
  if (resolved === undefined || !hasPre(resolved.action, frame)) return true;
  const { action, origin } = resolved;
  const { job } = frame;
  beginStep(frame, step);
  const env = texts(valueIn(frame, step.env));
  enterAction(frame, step);
  return withCommandFiles(job, async (files) => {
    const output = new StepOutput(job, stateOf(frame, step));
    const invocation = { frame, step, name, env, output, files, signal: frame.signal };
    if (action.runs.kind === "node") return await runNodePre(invocation, action);
    const inner = compositeFrame(invocation, action, origin);
    let ok = true;
    for (const one of action.runs.steps) ok = (await runPre(inner, one, name)) && ok;
    return ok;
  });
}

async function runNodePre(invocation: Invocation, action: Action): Promise<boolean> {
  const { frame, env } = invocation;
  const { runs } = action;
  if (runs.kind !== "node" || runs.pre === undefined || !holdsIn(frame, runs.preIf, env))
    return true;
  registerPost(invocation, action, runs);
  return runEntry(invocation, action, runs.pre, actionInputs(invocation, action.inputs));
}

/** Returns the state that an action saves for its later parts. */
function stateOf({ job }: Frame, step: StepDefinition): Record<string, string> {
  const state = job.states.get(step) ?? {};
  job.states.set(step, state);
  return state;
}

async function runRootPre(frame: Frame, step: StepDefinition): Promise<void> {
  const resolved = resolvedBeforehand(step, frame);
  if (resolved === undefined || !hasPre(resolved.action, frame)) return;
  const { job } = frame;
  const started = performance.now();
  const own = nameOf(step, frame, {});
  const name = `Pre ${own}`;
  job.log.step = name;
  job.log.stepStarted(name);
  const ok = await runPre(frame, step, own);
  const outcome = ok ? "success" : frame.signal.aborted ? "cancelled" : "failure";
  const conclusion = outcome === "failure" && mayFail(frame, step) ? "success" : outcome;
  if (conclusion === "failure") frame.failed = true;
  const ms = Math.round(performance.now() - started);
  job.log.stepFinished({ name, outcome, conclusion, ms });
}

/**
 * Runs the pre parts of all actions of a job before the first step, in the order of the steps, including those inside
 * composite actions. Actions from `./` have no pre part: nothing is checked out yet.
 */
export async function runPres(frame: Frame, steps: readonly StepDefinition[]): Promise<void> {
  for (const step of steps) {
    try {
      await runRootPre(frame, step);
    } catch (error) {
      frame.job.log.error((error as Error).message);
      frame.failed = true;
    }
  }
}

async function runPost(root: Frame, post: PostStep): Promise<Conclusion> {
  const holds = () => holdsIn(post.frame, post.condition, {}, root);
  const limit = limitOf(0, root, holds);
  try {
    if (!holds()) return "skipped";
    root.job.log.stepStarted(post.name);
    const ok = await post.run(limit.signal);
    if (limit.signal.aborted) return "cancelled";
    return ok ? "success" : "failure";
  } catch (error) {
    root.job.log.error((error as Error).message);
    return "failure";
  } finally {
    limit.release();
  }
}

/** Runs the post parts of the actions whose pre or main part ran, in reverse order, if their post-if is true. */
export async function runPosts(root: Frame): Promise<void> {
  const { log } = root.job;
  for (let post = root.posts.pop(); post; post = root.posts.pop()) {
    const { name, step, frame } = post;
    const started = performance.now();
    log.step = name;
    const outcome = await runPost(rootOf(root), post);
    const conclusion = outcome === "failure" && mayFail(frame, step) ? "success" : outcome;
    if (conclusion === "failure") root.failed = true;
    const ms = Math.round(performance.now() - started);
    log.stepFinished({ name, outcome, conclusion, ms });
  }
}
