import type { ActionError } from "../../../lib/runtime/errors.ts";
import { userError } from "../../../lib/runtime/errors.ts";
import { plan, readState, tryApply } from "../../../lib/terraform/workspace.ts";
import type { Planned, Workspace } from "../../../lib/terraform/workspace.ts";
import type { State } from "../../../lib/terraform/state.ts";
import { findVariableFiles } from "../../../lib/terraform/variable-files.ts";
import type { Where } from "../cluster/explain.ts";
import type { Inputs } from "../contract.ts";
import { workloadsOf } from "../rollout/workloads.ts";
import type { Workload } from "../rollout/workloads.ts";
import { explainTerraform, waitedForRollout } from "./explain.ts";

/** What terraform left behind. */
export interface Deployed {
  state: State;
  /** Terraform's own waiting for a rollout ended badly: the cluster knows why, so it is asked next (K-E 78). */
  waitError: ActionError | undefined;
}

/** Plans the workspace with these images and applies exactly that plan. @throws ActionError */
export async function deploy(
  workspace: Workspace,
  inputs: Inputs,
  where: Where,
  checkRights: (workloads: Workload[]) => Promise<void>,
): Promise<Deployed> {
  const planned = await makePlan(workspace, inputs, where);
  await checkRights(workloadsOf({ values: planned.plan.planned_values ?? {} }));
  if (!planned.changed) {
    workspace.job.log.info("No changes. What runs is verified all the same.");
    return { state: await readState(workspace), waitError: undefined };
  }
  const { error } = await tryApply(workspace, planned.file);
  if (error !== undefined && !waitedForRollout(error)) throw explainTerraform(error, where);
  return { state: await readState(workspace), waitError: error };
}

async function makePlan(workspace: Workspace, inputs: Inputs, where: Where): Promise<Planned> {
  const { images } = inputs;
  const given = Object.keys(images).length > 0 ? { images } : {};
  try {
    const planned = await plan(workspace, {
      variables: { ...inputs.variables, ...given },
      variableFiles: await findVariableFiles(inputs.variableFiles, workspace),
    });
    checkCluster(planned, inputs.clusterName);
    return planned;
  } catch (error) {
    throw explainTerraform(error, where);
  }
}

/** The cluster that is watched has to be the one that is applied to. */
function checkCluster({ plan: { variables } }: Planned, name: string | undefined): void {
  const planned = variables?.["cluster_name"]?.value;
  if (name === undefined || typeof planned !== "string" || planned === name) return;
  throw userError({
    reason: "cluster-mismatch",
    message: `the workspace would be applied to cluster ${planned} (variable cluster_name), but cluster-name is ${name}`,
    fix: "make both the same; leave cluster_name out of the variable files to have it from cluster-name. Nothing was changed",
  });
}
