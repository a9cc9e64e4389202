import path from "node:path";
import { providedAction } from "../builtin/provided.ts";
import type { Frame } from "../jobs/state.ts";
import { locate } from "../load/references.ts";
import type { StepDefinition } from "../load/workflow.ts";
import { readAction, type ResolvedAction } from "./action.ts";
import { runComposite, type RunSteps } from "./composite.ts";
import type { Invocation } from "./invocation.ts";
import { runJavaScript } from "./javascript.ts";

/**
 * Finds the action of a reference: `./path` is in GITHUB_WORKSPACE (whatever was checked out there), `$/path` is in the
 * repository of the file with the reference, and `owner/repo/path@ref` is in a known repository.
 */
function resolveAction(uses: string, frame: Frame): ResolvedAction {
  const { request, checkout } = frame.job;
  if (uses.startsWith("./"))
    return { action: readAction(path.join(checkout, uses), uses), origin: frame.origin };
  const located = locate(uses, frame.origin, [request.repository, ...request.others]);
  const label = [located.repository.name, located.path].filter((part) => part !== "").join("/");
  const directory = path.join(located.repository.directory, located.path);
  return { action: readAction(directory, label), origin: located };
}

function resolveOnce(step: StepDefinition, uses: string, frame: Frame): ResolvedAction {
  const { actions } = frame.job;
  const resolved = actions.get(step) ?? resolveAction(uses, frame);
  actions.set(step, resolved);
  return resolved;
}

/** Returns the action of a step if its files exist before the job's first step. */
export function resolvedBeforehand(step: StepDefinition, frame: Frame): ResolvedAction | undefined {
  const { uses } = step;
  if (uses === undefined || uses.startsWith("./")) return undefined;
  if (providedAction(uses, frame.job.request.skipped)) return undefined;
  return resolveOnce(step, uses, frame);
}

/** Runs a `uses:` step. */
export async function runAction(
  invocation: Invocation,
  uses: string,
  runSteps: RunSteps,
): Promise<boolean> {
  const provided = providedAction(uses, invocation.frame.job.request.skipped);
  if (provided) return provided(invocation);
  const { action, origin } = resolveOnce(invocation.step, uses, invocation.frame);
  return action.runs.kind === "composite"
    ? runComposite(invocation, action, action.runs, origin, runSteps)
    : runJavaScript(invocation, action, action.runs);
}
