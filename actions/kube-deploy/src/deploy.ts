import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { KubernetesClient } from "./api/client.ts";
import { applyOrReadState } from "./apply.ts";
import type { Accompaniment } from "./apply.ts";
import type { Target } from "./cluster/target.ts";
import type { Inputs, Outputs } from "./contract.ts";
import { publishResult } from "./report/publish.ts";
import type { ReportParts } from "./report/publish.ts";
import { watchRollout } from "./rollout/watch.ts";
import { verifyReady } from "./verify-ready.ts";

/** What a deployment works with. */
export interface Deployment {
  inputs: Inputs;
  rootModule: RootModule;
  client: KubernetesClient;
  target: Target;
}

/**
 * Applies the workspace with the given images (`verify`: only reads its state), watches the rollout of its workloads in
 * the cluster, runs the smoke tests, watches the soak, and publishes the result.
 * @throws ActionError with the reason unless all workloads are healthy
 */
export async function deployAndWatch(
  { inputs, rootModule, client, target }: Deployment,
  accompaniment: Accompaniment & Pick<ReportParts, "record">,
): Promise<Outputs> {
  const { job } = rootModule;
  const { record, progress } = accompaniment;
  // By the server's clock, because it dates pods and events.
  const startedAt = client.serverTime();
  const applied = await applyOrReadState(rootModule, inputs, client, target.where, accompaniment);
  await accompaniment.afterApply?.(applied.state);
  const rollout = await watchRollout(client, applied, startedAt, { inputs, job, target });
  const verification = await verifyReady(
    { inputs, client, rollout, state: applied.state },
    {
      isReady: rollout.result === "healthy" && applied.waitError === undefined,
      ...{ startedAt, hasChanged: progress.changed },
    },
    { job, where: target.where },
  );
  const parts = { client, applied, inputs, job, target, ...verification };
  return await publishResult({ ...parts, ...(record === undefined ? {} : { record }) });
}
