import type { ReleaseRecord } from "../../lib/releases/record.ts";
import { invalidInputs } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { nameOfDirectory } from "../../lib/terraform/directory.ts";
import { readDeclared } from "../../lib/terraform/hand-over/declared.ts";
import { handOverProblems } from "../../lib/terraform/hand-over/problems.ts";
import { registryOf } from "../../lib/terraform/hand-over/registry.ts";
import {
  secretProblems,
  sharedVariables,
  warnAboutOpenSecrets,
} from "../../lib/terraform/hand-over/shared.ts";
import {
  imageValues,
  mappedOutputs,
  outputDefaults,
} from "../../lib/terraform/hand-over/values.ts";
import type { HandedImages } from "../../lib/terraform/hand-over/values.ts";
import { parseJson } from "../../lib/terraform/json.ts";
import type { Json } from "../../lib/terraform/json.ts";
import { withDefaults } from "../../lib/terraform/open.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { withVariablesFromSecret } from "../../lib/terraform/variables-from-secret/read.ts";
import type { Inputs } from "./contract.ts";
import { imageNames } from "./parts/image-names.ts";
import { withUnbuiltImages } from "./unbuilt-images.ts";

/**
 * Passes to the workspace what a deployment would pass: those variables for several workspaces that it declares, and
 * the images and outputs of the live release. Images of `images` that the release does not have get placeholders.
 * @param release undefined = only the variables
 * @throws ActionError `invalid-input` for a name that the workspace or the release does not have, and the errors of
 *   `withVariablesFromSecret`
 */
export async function handOver(
  all: Inputs,
  release: ReleaseRecord | undefined,
  rootModule: RootModule,
): Promise<{ inputs: Inputs; rootModule: RootModule }> {
  const declared = await readDeclared(rootModule.directory, rootModule.tool.name);
  const name = nameOfDirectory(rootModule.job, all.workingDirectory);
  const { images, added } = withUnbuiltImages(release?.images ?? {}, imageNames(all.images) ?? []);
  const names =
    release === undefined
      ? []
      : handOverProblems(all, { name, declared }, undefined, Object.keys(images));
  const problems = [...secretProblems(all), ...names];
  if (problems.length > 0) throw invalidInputs(problems);
  const { inputs: given, rootModule: opened } = await withVariablesFromSecret(all, rootModule, {
    name,
    declared,
  });
  const { values: shared, notSensitive } = sharedVariables(given, declared);
  warnAboutOpenSecrets(notSensitive, opened.job.log);
  if (release === undefined)
    return {
      inputs: { ...given, variables: { ...shared, ...given.variables } },
      rootModule: opened,
    };
  if (added.length > 0)
    opened.job.log.notice(
      `the release ${release.id} has no image ${added.join(" and ")}: it is built after the merge, so the plan uses the placeholder not-built-yet`,
    );
  const { variables, defaults } = broughtBy(release, images, given, opened.job);
  return {
    inputs: { ...given, variables: { ...shared, ...variables, ...given.variables } },
    rootModule: withDefaults(opened, defaults, given.variableDefaults),
  };
}

/** Returns what a release passes on: variables that inputs name, and outputs for variables of the same name. */
function broughtBy(
  release: ReleaseRecord,
  all: HandedImages,
  inputs: Inputs,
  { log }: Pick<Job, "log">,
): { variables: Record<string, unknown>; defaults: Record<string, string> } {
  const outputs = parseJson(release.outputs) as Record<string, Json>;
  const images = imageValues(inputs, all, registryOf(inputs));
  if (images.withoutTag.length > 0)
    log.warning(
      `the release ${release.id} records no tag for ${images.withoutTag.join(" and ")}, so the plan shows an empty version. A deployment uses the real tag`,
    );
  const { [inputs.clusterOutput]: cluster } = outputs;
  return {
    variables: { ...images.variables, ...mappedOutputs(inputs, outputs) },
    defaults: {
      ...outputDefaults(outputs).values,
      ...(typeof cluster === "string" ? { cluster_name: cluster } : {}),
    },
  };
}
