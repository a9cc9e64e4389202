import path from "node:path";
import type { Action, NodeAction } from "./action.ts";
import { actionInputs, inputEnvironment } from "./inputs.ts";
import { runCommand, type Invocation } from "./invocation.ts";

const stateEnvironment = (state: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));

/** Runs one entry point (pre, main or post) of a JavaScript action in a node process of its own. */
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

/** Runs the main part and promises the post part, which runs even when the main part fails. */
export async function runJavaScript(
  invocation: Invocation,
  action: Action,
  runs: NodeAction,
): Promise<boolean> {
  const inputs = actionInputs(invocation, action.inputs);
  const { job } = invocation.frame;
  if (runs.post !== undefined) {
    const { post } = runs;
    job.posts.push({
      name: `Post ${invocation.name}`,
      condition: runs.postIf,
      frame: invocation.frame,
      run: (signal) => runEntry({ ...invocation, signal }, action, post, inputs),
    });
  }
  job.log.line(`##[group]Run ${invocation.step.uses ?? action.name}`);
  for (const [name, value] of Object.entries(inputs))
    if (value !== "") job.log.line(`  ${name}: ${value}`);
  job.log.line("##[endgroup]");
  return runEntry(invocation, action, runs.main, inputs);
}
