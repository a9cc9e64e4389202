import { ActionError } from "../../../lib/runtime/errors.ts";
import type { PlanOptions } from "../../../lib/terraform/arguments.ts";
import { makePlan } from "../../../lib/terraform/plan.ts";
import type { Planned } from "../../../lib/terraform/plan.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import { findVariableFiles } from "../../../lib/terraform/variable-files.ts";
import type { ClusterContext } from "../cluster/access-entry.ts";
import { withClusterCause } from "../cluster/provider-failure.ts";
import type { Inputs } from "../contract.ts";

/** Plans the workspace with the given images. @throws ActionError as makePlan does, and `cluster-mismatch` */
export async function planWorkspace(
  rootModule: RootModule,
  inputs: Inputs,
  where: ClusterContext,
  options: PlanOptions = planOptionsOf(rootModule, inputs),
): Promise<Planned> {
  try {
    const planned = await makePlan(rootModule, options);
    requireSameCluster(planned, inputs.clusterName);
    return planned;
  } catch (error) {
    throw error instanceof ActionError ? withClusterCause(error, where) : error;
  }
}

/** What the workspace is planned with: the images become the variable `images`. */
export function planOptionsOf(rootModule: RootModule, inputs: Inputs): PlanOptions {
  const { images } = inputs;
  const given = Object.keys(images).length > 0 ? { images } : {};
  return {
    variables: { ...inputs.variables, ...given },
    variableInputs: Object.fromEntries(Object.keys(given).map((name) => [name, name])),
    variableFiles: findVariableFiles(inputs.variableFiles, rootModule),
  };
}

/** A rollout can only be watched in the cluster to which the workspace is applied. */
function requireSameCluster({ plan: { variables } }: Planned, name: string | undefined): void {
  const planned = variables?.["cluster_name"]?.value;
  if (name === undefined || typeof planned !== "string" || planned === name) return;
  throw new ActionError({
    reason: "cluster-mismatch",
    message: `the variable cluster_name is ${planned}, but the input cluster-name is ${name}. Nothing was changed`,
    fix: "make both the same, or remove cluster_name from the variable files: it is then set to cluster-name",
  });
}
