import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { shellWords } from "../redact/credentials.ts";
import { optionValuesIn } from "./arguments.ts";
import type { PlanOptions } from "./arguments.ts";
import { readConfiguration } from "./configuration-files.ts";
import { declarationsIn, valuesIn } from "./declarations.ts";
import { literalsOf } from "./hcl.ts";
import type { RootModule } from "./root-module.ts";
import { leaves } from "./secrets.ts";

/**
 * Registers the values of variables that the root module declares sensitive or ephemeral, before the tool prints its
 * first line. It registers all of these values, because an error may quote any of them: defaults, TF_VAR_*, variable
 * files, `-var` (also of TF_CLI_ARGS*) and the input `variables`. It does not read values that are expressions.
 */
export async function registerDeclaredSecrets(
  { directory, environment, job, tool }: RootModule,
  { variables = {}, variableFiles = [], extra = [] }: PlanOptions,
): Promise<void> {
  const declared = declarationsIn(await readConfiguration(directory, tool.name));
  job.redactor.addNames(declared.names);
  const { secretVariables } = declared;
  if (secretVariables.size === 0) return;
  const argv = [...extra, ...argumentsIn(environment)];
  const automatic = (await readdir(directory))
    .sort()
    .filter((name) => /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(name));
  const files = await readFiles(directory, [
    ...automatic,
    ...variableFiles,
    ...optionValuesIn(argv, "var-file"),
  ]);
  const texts = [
    ...Object.entries(environment).flatMap(([name, value]): [string, string][] =>
      name.startsWith("TF_VAR_") ? [[name.slice("TF_VAR_".length), value]] : [],
    ),
    ...optionValuesIn(argv, "var").map((pair): [string, string] => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  ].filter(([name]) => secretVariables.has(name));
  const secrets = [
    ...declared.defaults,
    ...[...files].flatMap(([file, text]) => valuesIn(file, text, secretVariables)),
    // If the variable is not a string, its text is HCL.
    ...texts.flatMap(([, text]) => (/^\s*[[{]/.test(text) ? [text, ...literalsOf(text)] : [text])),
    ...Object.entries(variables).flatMap(([name, value]) =>
      secretVariables.has(name) ? [...leaves(value)] : [],
    ),
  ];
  for (const secret of secrets) job.mask(secret);
}

/** Reads texts by path. A file that cannot be read is left out: the tool reports it, and shows nothing of it. */
async function readFiles(
  directory: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of names) {
    const file = path.resolve(directory, name);
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) files.set(file, text);
  }
  return files;
}

/**
 * Returns the arguments in TF_CLI_ARGS and its variants.
 * https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_cli_args-and-tf_cli_args_name
 */
const argumentsIn = (environment: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(environment).flatMap(([name, value = ""]) =>
    /^TF_CLI_ARGS(?:_|$)/.test(name) ? shellWords(value) : [],
  );
