import { expected } from "../hand-over/problems.ts";
import type { NamedWorkspace } from "../hand-over/problems.ts";

/** Other sources of a workspace's variables, by the input that gives them. */
type OtherVariables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Names of variables with the secret that gives each of them, in the order of the entries. */
export type SecretNames = readonly { variable: string; secret: string }[];

/**
 * Returns what is wrong with the names that secrets give. Each sentence begins with the input.
 * @param workspace undefined = the files of a release, which may declare fewer variables than today's
 */
export const nameProblems = (
  names: SecretNames,
  others: OtherVariables,
  workspace: NamedWorkspace | undefined,
): string[] =>
  names.flatMap(({ variable, secret }, at) => {
    const of = `variables-from-secret: "${variable}" of the secret "${secret}"`;
    const first = names.findIndex((one) => one.variable === variable);
    if (first < at)
      return [
        `${of} is also given by the secret "${names[first]?.secret ?? ""}". Expected only one of them.`,
      ];
    const other = Object.keys(others).find((input) => Object.hasOwn(others[input] ?? {}, variable));
    if (other !== undefined) return [`${of} is also given by ${other}. Expected only one of them.`];
    if (workspace === undefined || workspace.declared.variables.has(variable)) return [];
    return [
      `${of} is not a variable of ${workspace.name}. ${expected(variable, workspace.declared.variables, "variable in it")}`,
    ];
  });
