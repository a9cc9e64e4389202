import { keepLease } from "../../lib/releases/held-lease.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { openRootModule } from "../../lib/terraform/open.ts";
import { KubernetesClient } from "./api/client.ts";
import { applyOrReadState } from "./apply.ts";
import { checkConnection } from "./cluster/preflight.ts";
import { openTarget } from "./cluster/target.ts";
import type { AllInputs, Inputs, Outputs } from "./contract.ts";
import { withWorkspace } from "./open.ts";
import { planDeployment } from "./plan/plan.ts";
import { publishResult } from "./report/publish.ts";
import { resolveRelease } from "./resolve/resolve.ts";
import { watchRollout } from "./rollout/watch.ts";

/** Carries out the command. @throws ActionError */
export async function run(given: AllInputs, job: Job): Promise<Outputs> {
  if (given.command === "resolve") return await resolveRelease(given, job);
  const inputs = withWorkspace(given);
  return await (inputs.command === "plan"
    ? planDeployment(inputs, job)
    : deployOrVerify(inputs, job));
}

/**
 * Applies the Kubernetes workspace with the given images (`verify`: only reads its state), watches the rollout of its
 * workloads in the cluster, and publishes the result.
 * @throws ActionError with the reason unless all workloads are healthy
 */
async function deployOrVerify(inputs: Inputs, job: Job): Promise<Outputs> {
  const target = await openTarget(inputs, job);
  const client = new KubernetesClient(target.access);
  try {
    const version = await checkConnection(client, target.where);
    job.log.info(`Kubernetes ${version} answers at ${target.where.server}`);
    const rootModule = await openRootModule(
      inputs,
      job,
      "apply or read state",
      () => target.environment,
    );
    keepLease(rootModule);
    // By the server's clock, because it dates pods and events.
    const startedAt = client.serverTime();
    const applied = await applyOrReadState(rootModule, inputs, client, target.where);
    const rollout = await watchRollout(client, applied, startedAt, { inputs, job, target });
    return await publishResult({ client, rollout, applied, inputs, job, target });
  } finally {
    client.close();
  }
}
