import type { Log } from "../../runtime/job.ts";
import type { Declared } from "./declared.ts";

type Values = Readonly<Record<string, unknown>>;

/** Variables for several workspaces. */
interface Shared {
  sharedVariables: Values;
  secretVariables: Values;
}

/** Everything that gives a workspace variables under names that somebody wrote down. */
export interface Sources extends Shared {
  variables: Values;
  outputVariables: Values;
  imageVariables: Values;
}

/** Of the variables for several workspaces, those that this one declares, and what to say about the secret ones. */
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

/** Where variables come from besides Secrets Manager, by the name of the source as a person knows it. */
export const sourcesOf = (given: Sources): Readonly<Record<string, Values>> => ({
  variables: given.variables,
  "shared-variables (`variables` of the workflow)": given.sharedVariables,
  [SECRET]: given.secretVariables,
  "output-variables": given.outputVariables,
  "image-variables": given.imageVariables,
});

const SECRET = "secret-variables (the secret TERRAFORM_VARIABLES of the workflow)";

/** Secret variables that another source gives too. Sentences that begin with the input. */
export function secretProblems(given: Sources): string[] {
  const others = Object.entries(sourcesOf(given)).filter(([source]) => source !== SECRET);
  return Object.keys(given.secretVariables).flatMap((name) => {
    const by = others.filter(([, values]) => Object.hasOwn(values, name)).map(([one]) => one);
    return by.length === 0
      ? []
      : [`${SECRET}: "${name}" is given by ${by.join(" and ")} too. Expected one of them.`];
  });
}

/** Says which variables get a secret and do not hide it: plans of other tools, and outputs, would show it. */
export function warnAboutOpenSecrets(names: readonly string[], log: Pick<Log, "warning">): void {
  if (names.length > 0)
    log.warning(
      `${[...names].sort().join(" and ")} get secrets, but are not declared sensitive: add sensitive = true to the variable, or ephemeral = true where only write-only arguments (*_wo) take it, which keeps it out of the state`,
    );
}
