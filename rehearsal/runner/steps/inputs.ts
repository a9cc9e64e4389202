import { text, texts } from "../expressions.ts";
import type { ActionInput } from "./action.ts";
import { valueIn } from "./evaluate.ts";
import type { Invocation } from "./invocation.ts";

/** Makes the inputs, without defaults, of an action that this runner provides itself. */
export const namedInputs = (...names: string[]): ActionInput[] =>
  names.map((id) => ({ id, fallback: undefined, deprecation: undefined }));

/**
 * Returns the inputs of an action as strings: the values from `with`, and defaults, which may be expressions. An input
 * without a default is "". Like the runner, it warns of names that the action does not have, and passes them on anyway.
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

/** Makes INPUT_* variables: upper case, spaces become underscores, hyphens stay. */
export const inputEnvironment = (inputs: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value,
    ]),
  );
