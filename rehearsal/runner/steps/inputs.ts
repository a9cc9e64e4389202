import { text, texts } from "../expressions.ts";
import type { ActionInput } from "./action.ts";
import { valueIn } from "./evaluate.ts";
import type { Invocation } from "./invocation.ts";

/** Inputs of an action that this runner provides itself: without defaults. */
export const namedInputs = (...names: string[]): ActionInput[] =>
  names.map((id) => ({ id, fallback: undefined, deprecation: undefined }));

/**
 * The inputs of an action as strings: what `with` gives, and defaults, which may be expressions and are "" when there
 * are none. Like the runner it warns of names the action does not have, and hands them over all the same.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionManifestManager.cs (ConvertInputs)
 */
export function actionInputs(
  invocation: Invocation,
  known: readonly ActionInput[],
): Record<string, string> {
  const { frame, step, env } = invocation;
  const { log } = frame.job;
  const given = texts(valueIn(frame, step.with, env));
  const isGiven = (id: string) =>
    Object.keys(given).some((name) => name.toLowerCase() === id.toLowerCase());
  const ids = new Set(known.map(({ id }) => id.toLowerCase()));
  const unknown = Object.keys(given).filter((name) => !ids.has(name.toLowerCase()));
  if (unknown.length > 0)
    log.warning(
      `Unexpected input(s) ${list(unknown)}, valid inputs are [${list(known.map(({ id }) => id))}]`,
    );
  const inputs: Record<string, string> = {};
  for (const { id, fallback, deprecation } of known)
    if (isGiven(id)) {
      if (deprecation !== undefined)
        log.warning(`Input '${id}' has been deprecated with message: ${deprecation}`);
    } else inputs[id] = text(valueIn(frame, fallback, env));
  return { ...inputs, ...given };
}

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");

/** INPUT_* variables: upper case, spaces become underscores, hyphens stay. */
export const inputEnvironment = (inputs: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value,
    ]),
  );
