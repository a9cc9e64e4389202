import type { Job } from "../../lib/runtime/job.ts";
import { openRootModule } from "../../lib/terraform/open.ts";
import { readState } from "../../lib/terraform/workspace.ts";
import type { Workspace } from "../../lib/terraform/workspace.ts";
import { checkRights, greet } from "./cluster/preflight.ts";
import { openTarget } from "./cluster/target.ts";
import type { Target } from "./cluster/target.ts";
import { deploy } from "./deploy/apply.ts";
import type { Deployed } from "./deploy/apply.ts";
import type { Inputs, Outputs } from "./contract.ts";
import { KubernetesClient } from "./kubernetes/client.ts";
import { conclude } from "./report/conclude.ts";
import { watchWorkloads } from "./rollout/watch.ts";
import { workloadsOf } from "./rollout/workloads.ts";

/**
 * Applies the Kubernetes workspace with the given images (or only looks at what is there), watches its workloads and
 * answers: healthy, or why not.
 * @throws ActionError for everything that keeps a workload from being healthy
 */
export async function run(inputs: Inputs, job: Job): Promise<Outputs> {
  const target = await openTarget(inputs, job);
  const client = new KubernetesClient(target.access);
  try {
    const version = await greet(client, target.where);
    job.log.info(`Kubernetes ${version} answers at ${target.where.server}`);
    const workspace = await openRootModule(inputs, job, () => target.environment);
    // By the server's clock, because events and pods are dated by it.
    const since = client.serverTime();
    const deployed = await change(inputs, workspace, client, target);
    const workloads = workloadsOf(deployed.state);
    const watched = await watchWorkloads(client, workloads, {
      inputs,
      job,
      since,
      target,
      deployed,
    });
    return await conclude({ client, watched, deployed, inputs, job, target });
  } finally {
    client.close();
  }
}

async function change(
  inputs: Inputs,
  workspace: Workspace,
  client: KubernetesClient,
  { where }: Target,
): Promise<Deployed> {
  if (inputs.command === "deploy")
    return await deploy(workspace, inputs, where, (workloads) =>
      checkRights(client, workloads, where),
    );
  const state = await readState(workspace);
  await checkRights(client, workloadsOf(state), where);
  return { state, waitError: undefined };
}
