import { parseJson } from "../../lib/terraform/json.ts";
import type { Json } from "../../lib/terraform/json.ts";
import { applyRules, whenAccepted } from "../../lib/runtime/accepted.ts";
import { whereAccepted } from "../../lib/runtime/where-accepted.ts";
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
import { findDirectory, nameOfDirectory } from "../../lib/terraform/directory.ts";
import { findRootModule, withDefaults } from "../../lib/terraform/open.ts";
import type { FoundRootModule, Purpose } from "../../lib/terraform/open.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { findVariableFiles } from "../../lib/terraform/variable-files.ts";
import { withVariablesFromSecret } from "../../lib/terraform/variables-from-secret/read.ts";
import type { AllInputs, Inputs } from "./contract.ts";

/** A workspace with all values that it is given. */
interface HandedOver {
  inputs: Inputs;
  rootModule: RootModule;
}

/** A workspace before its cluster is known, and the names that its files declare. */
export interface CheckedWorkspace {
  found: FoundRootModule;
  declared: Declared;
}

/**
 * Finds the workspace, and checks the given values against what the workspace's files declare. Nothing is contacted. A
 * rollback uses the files of its release, so today's declarations do not count.
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
  await checkNames(given, declared, found);
  return { found, declared };
}

/**
 * Checks the names in the accepted inputs, even if other inputs were refused: all problems are reported in one run.
 * @throws ActionError as `checkWorkspace`
 */
export async function checkAcceptedNames(given: AllInputs, job: Job): Promise<void> {
  const { command, workingDirectory } = given;
  const works = command !== "check" && command !== "resolve" && command !== "rollback";
  if (!works || workingDirectory === undefined) return;
  const directory = await findDirectory(job, workingDirectory);
  await checkNames(given, await readDeclared(directory, EITHER), { directory, job });
}

/** The tool is not known yet. If a folder has files for both tools, they declare the same names. */
const EITHER = "opentofu";

async function checkNames(
  given: AllInputs,
  declared: Declared,
  found: Pick<FoundRootModule, "directory" | "job">,
): Promise<void> {
  const name = nameOfDirectory(found.job, given.workingDirectory ?? "");
  const problems = applyRules([
    () => namesProblems(given, { name, declared }),
    () => secretProblems(given),
  ]);
  await runAllChecks([
    () => (problems.length > 0 ? Promise.reject(invalidInputs(problems)) : Promise.resolve()),
    () => whereAccepted(() => Promise.resolve(void findVariableFiles(given.variableFiles, found))),
  ]);
}

function namesProblems(given: AllInputs, workspace: NamedWorkspace): string[] {
  const images = whenAccepted(() => Object.keys(given.images)) ?? [];
  // An output that the approved plan only adds has no value yet.
  const outputs =
    given.command === "plan" ? undefined : whenAccepted(() => given.infrastructureOutputs);
  return handOverProblems(
    given,
    workspace,
    outputs === undefined
      ? undefined
      : {
          of: "infrastructure-outputs",
          open: new Set(Object.keys(outputsOf(outputs))),
          sensitive: new Set<string>(),
        },
    images.length === 0 ? undefined : images,
  );
}

/**
 * Passes the infrastructure's outputs, and the variables for several workspaces, to the variables that the workspace
 * declares. The declared names also determine how the images are passed.
 * @param declared the result of `checkWorkspace`
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

/** Reads the secrets of `variables-from-secret`. `verify` makes no plan, so it needs no values. */
const withSecrets = (
  given: Inputs,
  opened: RootModule,
  workspace: NamedWorkspace | undefined,
): Promise<HandedOver> =>
  given.command === "verify"
    ? Promise.resolve({ inputs: given, rootModule: opened })
    : withVariablesFromSecret(given, opened, workspace);

/**
 * Does the same for the files of a release, which may declare less than today's files: values that they do not declare
 * are left out.
 * @param outputs of the release; today's outputs take precedence, because the infrastructure is not rolled back
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
      `the output ${name} is too large to be passed to the variable ${name} automatically; pass it with output-variables`,
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
