import path from "node:path";
import { texts } from "../expressions.ts";
import { rootOf, type Frame, type PostStep } from "../jobs/state.ts";
import type { Action, NodeAction } from "./action.ts";
import { beginStep, enterAction } from "./action-names.ts";
import { withCommandFiles } from "./command-files.ts";
import { holdsIn, valueIn } from "./evaluate.ts";
import { actionInputs, inputEnvironment } from "./inputs.ts";
import { runCommand, type Invocation } from "./invocation.ts";

const stateEnvironment = (state: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));

/** Runs one entry point (pre, main or post) of a JavaScript action in a separate node process. */
export function runEntry(
  invocation: Invocation,
  action: Action,
  entry: string,
  inputs: Readonly<Record<string, string>>,
): Promise<boolean> {
  const { job } = invocation.frame;
  return runCommand(invocation, {
    file: job.request.node,
    args: [path.resolve(action.directory, entry)],
    directory: job.checkout,
    environment: {
      ...inputEnvironment(inputs),
      ...stateEnvironment(invocation.output.state),
    },
  });
}

/**
 * Adds a post part, once per step. The post part of an action inside a composite action belongs to the composite
 * action.
 */
function addPost(frame: Frame, post: PostStep): void {
  if (frame.posts.some(({ step }) => step === post.step)) return;
  frame.posts.push(post);
  const { caller } = frame;
  if (caller === undefined) return;
  const { name, step } = caller;
  addPost(caller.frame, {
    name: `Post ${name}`,
    step,
    frame: caller.frame,
    condition: "always()",
    run: (signal) => runInnerPosts(frame, signal),
  });
}

async function runInnerPosts(frame: Frame, signal: AbortSignal): Promise<boolean> {
  let ok = true;
  for (let post = frame.posts.pop(); post; post = frame.posts.pop())
    if (holdsIn(post.frame, post.condition, {}, rootOf(frame))) ok = (await post.run(signal)) && ok;
  return ok;
}

/**
 * Registers the post part of an action before its pre or main part runs, so that the post part runs whatever happens.
 * Its inputs and env are evaluated again when it runs.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionRunner.cs (RunAsync)
 */
export function registerPost(invocation: Invocation, action: Action, runs: NodeAction): void {
  const { post } = runs;
  if (post === undefined) return;
  const { frame, step, name } = invocation;
  addPost(frame, {
    name: `Post ${name}`,
    step,
    frame,
    condition: runs.postIf,
    run: (signal) =>
      withCommandFiles(frame.job, (files) => {
        beginStep(frame, step);
        const env = texts(valueIn(frame, step.env));
        enterAction(frame, step);
        const again = { ...invocation, env, files, signal };
        return runEntry(again, action, post, actionInputs(again, action.inputs));
      }),
  });
}

/** Runs the main part and registers the post part, which runs even if the main part fails. */
export async function runJavaScript(
  invocation: Invocation,
  action: Action,
  runs: NodeAction,
): Promise<boolean> {
  const inputs = actionInputs(invocation, action.inputs);
  const { job } = invocation.frame;
  registerPost(invocation, action, runs);
  job.log.line(`##[group]Run ${invocation.step.uses ?? action.name}`);
  for (const [name, value] of Object.entries(inputs))
    if (value !== "") job.log.line(`  ${name}: ${value}`);
  job.log.line("##[endgroup]");
  return runEntry(invocation, action, runs.main, inputs);
}
