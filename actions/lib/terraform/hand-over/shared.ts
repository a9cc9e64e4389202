import type { Log } from "../../runtime/job.ts";
import type { Declared } from "./declared.ts";

/** Variables for several workspaces. */
interface Shared {
  variables: Readonly<Record<string, unknown>>;
  sharedVariables: Readonly<Record<string, unknown>>;
  secretVariables: Readonly<Record<string, unknown>>;
}

/** Of the variables for several workspaces, those that this one declares, and what to say about the secret ones. */
export function sharedVariables(
  { sharedVariables: open, secretVariables: secret }: Omit<Shared, "variables">,
  { variables, secretVariables }: Pick<Declared, "variables" | "secretVariables">,
): { values: Record<string, unknown>; notSensitive: string[] } {
  const declared = Object.entries({ ...open, ...secret }).filter(([name]) => variables.has(name));
  return {
    values: Object.fromEntries(declared),
    notSensitive: Object.keys(secret).filter(
      (name) => variables.has(name) && !secretVariables.has(name),
    ),
  };
}

/** Secret variables that are given openly too. Sentences that begin with the input. */
export const secretProblems = ({ variables, sharedVariables: open, secretVariables }: Shared) =>
  Object.keys(secretVariables)
    .filter((name) => Object.hasOwn(open, name) || Object.hasOwn(variables, name))
    .map((name) => `secret-variables: "${name}" is given by variables too. Expected one of them.`);

/** Says which variables get a secret and do not hide it: plans of other tools, and outputs, would show it. */
export function warnAboutOpenSecrets(names: readonly string[], log: Pick<Log, "warning">): void {
  if (names.length > 0)
    log.warning(
      `${[...names].sort().join(" and ")} get secrets, but are not declared sensitive: add sensitive = true to the variable, or ephemeral = true where only write-only arguments (*_wo) take it, which keeps it out of the state`,
    );
}
