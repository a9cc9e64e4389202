import path from "node:path";
import type { Job, Outputs } from "../../lib/runtime/job.ts";
import { findTool } from "../../lib/terraform/tool.ts";
import type { Workspace } from "../../lib/terraform/workspace.ts";
import { KubernetesClient } from "./api/client.ts";
import { applyOrReadState } from "./apply.ts";
import { checkConnection } from "./cluster/preflight.ts";
import { openTarget } from "./cluster/target.ts";
import type { Target } from "./cluster/target.ts";
import type { Inputs } from "./inputs.ts";
import { publishResult } from "./report/publish.ts";
import { watchRollout } from "./rollout/watch.ts";

/**
 * Applies the Kubernetes workspace with the given images (`verify`: only reads its state), watches the rollout of its
 * workloads in the cluster, and publishes the result.
 * @throws ActionError with the reason unless all workloads are healthy
 */
export async function run(inputs: Inputs, job: Job): Promise<Outputs> {
  const target = await openTarget(inputs, job);
  const client = new KubernetesClient(target.access);
  try {
    const version = await checkConnection(client, target.where);
    job.log.info(`Kubernetes ${version} answers at ${target.where.server}`);
    const workspace = await openWorkspace(inputs, target, job);
    // By the server's clock, because it dates pods and events.
    const startedAt = client.serverTime();
    const applied = await applyOrReadState(workspace, inputs, client, target.where);
    const rollout = await watchRollout(client, applied, startedAt, { inputs, job, target });
    return await publishResult({ client, rollout, applied, inputs, job, target });
  } finally {
    client.close();
  }
}

async function openWorkspace(inputs: Inputs, target: Target, job: Job): Promise<Workspace> {
  const { workspace } = inputs;
  const environment = {
    ...target.environment,
    // Unlike `terraform workspace select`, this leaves the folder as it is.
    ...(workspace === undefined ? {} : { TF_WORKSPACE: workspace }),
  };
  const tool = await findTool(inputs["tool-path"], environment);
  job.log.info(`${tool.name} ${tool.version}`);
  const directory = path.resolve(job.workspace, inputs["working-directory"]);
  return { tool, directory, environment, job };
}
