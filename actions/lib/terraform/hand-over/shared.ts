import type { Log } from "../../runtime/job.ts";
import type { Declared } from "./declared.ts";

type Values = Readonly<Record<string, unknown>>;

/** Variables for several workspaces. */
interface Shared {
  sharedVariables: Values;
  secretVariables: Values;
}

/** Every source that gives a workspace variables under names that a person wrote. */
export interface Sources extends Shared {
  variables: Values;
  outputVariables: Values;
  imageVariables: Values;
}

/** Returns the variables for several workspaces that this workspace declares, and messages about the secret ones. */
export function sharedVariables(
  { sharedVariables: open, secretVariables: secret }: Shared,
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

/** Returns the sources of variables other than Secrets Manager, by the name that the user knows. */
export const sourcesOf = (given: Sources): Readonly<Record<string, Values>> => ({
  variables: given.variables,
  "shared-variables (`variables` of the workflow)": given.sharedVariables,
  [SECRET]: given.secretVariables,
  "output-variables": given.outputVariables,
  "image-variables": given.imageVariables,
});

const SECRET = "secret-variables (the secret TERRAFORM_VARIABLES of the workflow)";

/** Returns secret variables that another source gives too. Each sentence begins with the input. */
export function secretProblems(given: Sources): string[] {
  const others = Object.entries(sourcesOf(given)).filter(([source]) => source !== SECRET);
  return Object.keys(given.secretVariables).flatMap((name) => {
    const by = others.filter(([, values]) => Object.hasOwn(values, name)).map(([one]) => one);
    return by.length === 0
      ? []
      : [`${SECRET}: "${name}" is also given by ${by.join(" and ")}. Expected only one of them.`];
  });
}

/**
 * Warns about variables that get a secret but are not declared sensitive: plans of other tools, and outputs, would show
 * it.
 */
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
    `${words.who} not declared sensitive. This action hides ${words.its}; what the tool prints elsewhere (a plan on your own machine, its output command) shows ${words.it}. Add sensitive = true to ${where}, or ephemeral = true where only write-only arguments (*_wo) take it, which keeps it out of the state`,
  );
}

const SEVERAL = { its: "their values", it: "them" };
