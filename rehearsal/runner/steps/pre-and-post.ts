import { providedAction } from "../builtin/provided.ts";
import { texts } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import type { StepDefinition } from "../load/workflow.ts";
import type { Conclusion } from "../request.ts";
import { holdsIn, valueIn } from "./evaluate.ts";
import { actionInputs } from "./inputs.ts";
import { runEntry } from "./javascript.ts";
import { limitOf } from "./limit.ts";
import { StepOutput } from "./output.ts";
import { resolveAction } from "./uses.ts";

/** Runs the pre part of one step's action, when it has one. Actions below `./` cannot: nothing is checked out yet. */
async function runPre(frame: Frame, step: StepDefinition): Promise<void> {
  const { uses } = step;
  if (uses === undefined || uses.startsWith("./") || providedAction(uses)) return;
  const { action } = resolveAction(uses, frame);
  if (action.runs.kind !== "node" || action.runs.pre === undefined) return;
  const { pre, preIf } = action.runs;
  const { job } = frame;
  const started = performance.now();
  const name = `Pre Run ${uses}`;
  job.log.step = name;
  const env = texts(valueIn(frame, step.env));
  if (!holdsIn(frame, preIf, env)) return;
  job.log.stepStarted(name);
  const state: Record<string, string> = {};
  job.states.set(step, state);
  const output = new StepOutput(job, state);
  const invocation = { frame, step, name, env, output, signal: frame.signal };
  const ok = await runEntry(invocation, action, pre, actionInputs(invocation, action.inputs));
  if (!ok) frame.failed = true;
  const outcome = ok ? "success" : frame.signal.aborted ? "cancelled" : "failure";
  const ms = Math.round(performance.now() - started);
  job.log.stepFinished({ name, outcome, conclusion: outcome, ms });
}

/** Runs the pre parts of all actions of a job, in the order of its steps, before the first step. */
export async function runPres(frame: Frame, steps: readonly StepDefinition[]): Promise<void> {
  for (const step of steps) {
    try {
      await runPre(frame, step);
    } catch (error) {
      frame.job.log.error((error as Error).message);
      frame.failed = true;
    }
  }
}

/** Runs the post parts of the actions that ran, last come first, by their post-if. */
export async function runPosts(root: Frame): Promise<void> {
  const { job } = root;
  for (let post = job.posts.pop(); post; post = job.posts.pop()) {
    const { name, condition, frame } = post;
    const started = performance.now();
    job.log.step = name;
    const holds = () => holdsIn(frame, condition, {}, root);
    const limit = limitOf(0, root, holds);
    let outcome: Conclusion = "skipped";
    try {
      if (holds()) {
        job.log.stepStarted(name);
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
    job.log.stepFinished({ name, outcome, conclusion: outcome, ms });
  }
}
