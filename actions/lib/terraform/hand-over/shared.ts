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
  const sorted = [...names].sort();
  const last = sorted.pop();
  if (last === undefined) return;
  const words =
    sorted.length === 0
      ? { who: `the variable ${last} gets a secret, but is`, its: "its value", it: "it" }
      : { who: `the variables ${sorted.join(", ")} and ${last} get secrets, but are`, ...SEVERAL };
  const where = sorted.length === 0 ? "the variable" : "each of them";
  log.warning(
    `${words.who} not declared sensitive. This action hides ${words.its}; outputs of Terraform elsewhere (a plan on your own machine, terraform output) show ${words.it}. Add sensitive = true to ${where}, or ephemeral = true where only write-only arguments (*_wo) take it, which keeps it out of the state`,
  );
}

const SEVERAL = { its: "their values", it: "them" };
