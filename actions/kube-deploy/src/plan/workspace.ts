import { ActionError } from "../../../lib/runtime/errors.ts";
import type { PlanOptions } from "../../../lib/terraform/arguments.ts";
import { planRootModule } from "../../../lib/terraform/plan.ts";
import type { Planned } from "../../../lib/terraform/plan.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import { registryOf } from "../../../lib/terraform/hand-over/registry.ts";
import { imageValues } from "../../../lib/terraform/hand-over/values.ts";
import { findVariableFiles } from "../../../lib/terraform/variable-files.ts";
import type { ClusterContext } from "../cluster/access-entry.ts";
import { withClusterCause } from "../cluster/provider-failure.ts";
import type { Inputs } from "../contract.ts";

/** Plans the workspace with the given images. @throws ActionError as planRootModule does, and `cluster-mismatch` */
export async function planWorkspace(
  rootModule: RootModule,
  inputs: Inputs,
  where: ClusterContext,
  options: PlanOptions = planOptionsOf(rootModule, inputs),
): Promise<Planned> {
  try {
    const planned = await planRootModule(rootModule, options);
    requireSameCluster(planned, inputs.clusterName);
    return planned;
  } catch (error) {
    throw error instanceof ActionError ? withClusterCause(error, where) : error;
  }
}

/**
 * Returns the options for planning the workspace: the images become the variable `images`, or the variables of
 * `image-variables`.
 * @throws ActionError `invalid-input` for an image without the tag that its shape needs
 */
export function planOptionsOf(rootModule: RootModule, inputs: Inputs): PlanOptions {
  const given = imageValues(inputs, inputs.images, registryOf(inputs));
  if (given.withoutTag.length > 0) throw withoutTag(given.withoutTag);
  const input = Object.keys(inputs.imageVariables).length > 0 ? "image-variables" : "images";
  return {
    variables: { ...inputs.variables, ...given.variables },
    variableInputs: {
      ...Object.fromEntries(
        Object.keys(inputs.outputVariables).map((name) => [name, "output-variables"]),
      ),
      ...Object.fromEntries(Object.keys(given.variables).map((name) => [name, input])),
    },
    variableFiles: findVariableFiles(inputs.variableFiles, rootModule),
  };
}

const withoutTag = (images: readonly string[]) =>
  new ActionError({
    reason: "invalid-input",
    message: `images: the shape name+version needs the tag of ${images.join(" and ")}, which is not given. Nothing in the Kubernetes workspace was changed`,
    fix: "give the output images of build-push-ecr as it is, or use the shape uri, which needs no tag",
  });

/** Checks that the workspace is applied to the same cluster in which the rollout is watched. */
function requireSameCluster({ plan: { variables } }: Planned, name: string | undefined): void {
  const planned = variables?.["cluster_name"]?.value;
  if (name === undefined || typeof planned !== "string" || planned === name) return;
  throw new ActionError({
    reason: "cluster-mismatch",
    message: `the variable cluster_name is ${planned}, but the input cluster-name is ${name}. Nothing in the Kubernetes workspace was changed`,
    fix: "make both the same, or remove cluster_name from the variable files: it is then set to cluster-name",
  });
}
