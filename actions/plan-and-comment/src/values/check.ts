import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { findDirectory, nameOfDirectory } from "../../../lib/terraform/directory.ts";
import { readDeclared } from "../../../lib/terraform/hand-over/declared.ts";
import { sharedVariables } from "../../../lib/terraform/hand-over/shared.ts";
import { parseJson } from "../../../lib/terraform/json.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import { checkKnownValues } from "../../../lib/terraform/known-values/check.ts";
import { withEnvironment } from "../../../lib/terraform/open.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import { variableArgumentsIn } from "../../../lib/terraform/arguments.ts";
import { findTool } from "../../../lib/terraform/tool.ts";
import { findVariableFiles } from "../../../lib/terraform/variable-files.ts";
import type { AllInputs, Outputs } from "../contract.ts";
import { imageNames } from "../parts/image-names.ts";
import { laterValues } from "./later.ts";

type Given = AllInputs & { workingDirectory: string };

/**
 * Checks the values that a workspace gets, as far as they are known, before anything is changed: a first deployment
 * plans Kubernetes only after its infrastructure exists. The workspace need not be initialised.
 * @throws ActionError `values-invalid`, `variable-file-missing`, `no-configuration`, `tool-not-found`
 */
export async function runValues(inputs: Given, job: Job): Promise<Outputs> {
  const directory = await findDirectory(job, inputs.workingDirectory);
  const tool = await findTool(inputs.toolPath, job.environment);
  const found = { directory, tool, job };
  await checkValues(inputs, withEnvironment(found, inputs, { ...job.environment }));
  return {};
}

/**
 * Checks the values of a workspace that is already open.
 * @throws ActionError `values-invalid`, `variable-file-missing`
 */
export async function checkValues(inputs: Given, rootModule: RootModule): Promise<void> {
  const { directory, tool, job } = rootModule;
  const name = nameOfDirectory(job, inputs.workingDirectory);
  const unchecked = (why: string) =>
    job.log.info(`the values of ${name} could not be checked before its plan: ${why}`);
  if (variableArgumentsIn(inputs.extraArgs).length > 0) {
    unchecked("extra-args gives variables");
    return;
  }
  const declared = await readDeclared(directory, tool.name);
  const variableFiles = findVariableFiles(inputs.variableFiles, rootModule);
  const variables = { ...sharedVariables(inputs, declared).values, ...inputs.variables };
  const later = laterValues({
    ...inputs,
    outputs: await outputNames(inputs, rootModule),
    secretVariables: declared.secretVariables,
    images: imageNames(inputs.images),
  });
  const checked = await checkKnownValues(rootModule, { variableFiles, variables, ...later });
  if ("why" in checked) {
    unchecked(checked.why);
    return;
  }
  const { problems, names } = checked;
  if (problems.length === 0) {
    job.log.info(`values of ${name} that are known now are valid: ${names.join(", ") || "none"}`);
    return;
  }
  throw valuesError(name, problems, [
    ...inputs.variableFiles,
    ...(Object.keys(variables).length > 0 ? ["variables"] : []),
  ]);
}

/** @param places where the values are written */
function valuesError(
  name: string,
  problems: readonly string[],
  places: readonly string[],
): ActionError {
  const [what, it] =
    problems.length === 1 ? ["a value", "it"] : [`${problems.length} values`, "them"];
  return new ActionError({
    reason: "values-invalid",
    message: `${what} of ${name} ${problems.length === 1 ? "is" : "are"} not valid, and nothing was changed. ${problems.join(" ")}`,
    fix: `correct ${it} in ${places.join(" or ") || "the defaults of its variables"}, and run again`,
  });
}

/** Returns the names of the outputs that an earlier step gives to the workspace. */
async function outputNames(
  { infrastructureDirectory, infrastructureOutputs }: Given,
  { tool, job }: RootModule,
): Promise<Set<string>> {
  const given =
    infrastructureOutputs === undefined
      ? []
      : Object.keys(parseJson(infrastructureOutputs) as Record<string, Json>);
  if (infrastructureDirectory === undefined) return new Set(given);
  const directory = await findDirectory(job, infrastructureDirectory);
  const { outputs } = await readDeclared(directory, tool.name);
  return new Set([...given, ...outputs.open]);
}
