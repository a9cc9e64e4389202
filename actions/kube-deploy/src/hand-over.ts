import { parseJson } from "../../lib/terraform/json.ts";
import type { Json } from "../../lib/terraform/json.ts";
import { runAllChecks } from "../../lib/runtime/all-failures.ts";
import { invalidInputs } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { readDeclared } from "../../lib/terraform/hand-over/declared.ts";
import type { Declared } from "../../lib/terraform/hand-over/declared.ts";
import { handOverProblems } from "../../lib/terraform/hand-over/problems.ts";
import type { NamedWorkspace } from "../../lib/terraform/hand-over/problems.ts";
import {
  secretProblems,
  sharedVariables,
  warnAboutOpenSecrets,
} from "../../lib/terraform/hand-over/shared.ts";
import { mappedOutputs, outputDefaults } from "../../lib/terraform/hand-over/values.ts";
import { nameOfDirectory } from "../../lib/terraform/directory.ts";
import { findRootModule, withDefaults } from "../../lib/terraform/open.ts";
import type { FoundRootModule, Purpose } from "../../lib/terraform/open.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { findVariableFiles } from "../../lib/terraform/variable-files.ts";
import { withVariablesFromSecret } from "../../lib/terraform/variables-from-secret/read.ts";
import type { Inputs } from "./contract.ts";

/** A workspace with everything that it is handed. */
interface HandedOver {
  inputs: Inputs;
  rootModule: RootModule;
}

/** A workspace before its cluster is known, and what its files declare. */
export interface CheckedWorkspace {
  found: FoundRootModule;
  declared: Declared;
}

/**
 * Finds the workspace, and checks what is handed to it by what its own files declare. Nothing is contacted. A rollback works
 * with the files of its release, so what those of today declare does not count.
 * @throws ActionError `invalid-input` that names everything that the workspace, or the infrastructure, does not have;
 *   `variable-file-missing`, and as `findRootModule`
 */
export async function checkWorkspace(
  given: Inputs,
  job: Job,
  purpose: Purpose,
): Promise<CheckedWorkspace> {
  const found = await findRootModule(given, job, purpose);
  const declared = await readDeclared(found.directory, found.tool.name);
  if (given.command === "rollback") return { found, declared };
  const name = nameOfDirectory(job, given.workingDirectory);
  const problems = [...namesProblems(given, { name, declared }), ...secretProblems(given)];
  await runAllChecks([
    () => (problems.length > 0 ? Promise.reject(invalidInputs(problems)) : Promise.resolve()),
    () => Promise.resolve(void findVariableFiles(given.variableFiles, found)),
  ]);
  return { found, declared };
}

function namesProblems(given: Inputs, workspace: NamedWorkspace): string[] {
  const { images, infrastructureOutputs: outputs, command } = given;
  return handOverProblems(
    given,
    workspace,
    // An output that the approved plan only adds has no value yet.
    outputs === undefined || command === "plan"
      ? undefined
      : {
          ...{ of: "infrastructure-outputs", open: new Set(Object.keys(outputsOf(outputs))) },
          sensitive: new Set<string>(),
        },
    Object.keys(images).length === 0 ? undefined : Object.keys(images),
  );
}

/**
 * Hands the infrastructure's outputs and the variables for several workspaces to those that the workspace declares. How
 * the images are handed over follows from the same names.
 * @param declared as `checkWorkspace` has read it
 * @throws ActionError as `withVariablesFromSecret`
 */
export async function handOver(
  given: Inputs,
  opened: RootModule,
  declared: Declared,
): Promise<HandedOver> {
  const name = nameOfDirectory(opened.job, given.workingDirectory);
  const read = await withSecrets(given, opened, { name, declared });
  const outputs = outputsOf(given.infrastructureOutputs);
  return handOverOutputs(read.inputs, outputs, declared, read.rootModule);
}

/** Reads the secrets of `variables-from-secret`. `verify` makes no plan, so it has no use for values. */
const withSecrets = (
  given: Inputs,
  opened: RootModule,
  workspace: NamedWorkspace | undefined,
): Promise<HandedOver> =>
  given.command === "verify"
    ? Promise.resolve({ inputs: given, rootModule: opened })
    : withVariablesFromSecret(given, opened, workspace);

/**
 * The same for the files of a release, which may declare less than those of today: what they do not declare is left out.
 * @param outputs of the release; those of today count more, because the infrastructure is not rolled back
 */
export async function handOverRecorded(
  given: Inputs,
  outputs: string,
  restored: RootModule,
): Promise<HandedOver> {
  const declared = await readDeclared(restored.directory, restored.tool.name);
  const isDeclared = ([name]: [string, unknown]) => declared.variables.has(name);
  const only = <T>(map: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(map).filter(isDeclared));
  const inputs = {
    ...given,
    outputVariables: only(given.outputVariables),
    imageVariables: only(given.imageVariables),
  };
  const known = { ...outputsOf(outputs), ...outputsOf(given.infrastructureOutputs) };
  const read = await withSecrets(inputs, restored, undefined);
  return handOverOutputs(read.inputs, known, declared, read.rootModule);
}

function handOverOutputs(
  given: Inputs,
  outputs: Readonly<Record<string, Json>>,
  declared: Declared,
  opened: RootModule,
): HandedOver {
  const { log } = opened.job;
  const { values, tooLarge } = outputDefaults(outputs);
  for (const name of tooLarge.filter((one) => declared.variables.has(one)))
    log.warning(
      `the output ${name} is too large to reach the variable ${name} by itself; give it by output-variables`,
    );
  const byName = Object.keys(values).filter((name) => declared.variables.has(name));
  const mapped = mappedOutputs(given, outputs);
  const shared = sharedVariables(given, declared);
  warnAboutOpenSecrets(shared.notSensitive, opened.job.log);
  const handed = [...byName, ...Object.keys(mapped)];
  if (handed.length > 0) log.info(`variables from outputs: ${handed.sort().join(", ")}`);
  return {
    inputs: {
      ...given,
      variables: { ...shared.values, ...given.variables, ...mapped },
    },
    rootModule: withDefaults(opened, values, given.variableDefaults),
  };
}

const outputsOf = (text: string | undefined): Readonly<Record<string, Json>> =>
  text === undefined ? {} : (parseJson(text) as Record<string, Json>);
