import type { Job } from "../../lib/runtime/job.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { KubernetesClient } from "./api/client.ts";
import { applyOrReadState } from "./apply.ts";
import type { Accompaniment, AppliedState, Progress } from "./apply.ts";
import type { Target } from "./cluster/target.ts";
import type { Inputs, Outputs } from "./contract.ts";
import { failureBeside } from "./report/beside.ts";
import { publishResult } from "./report/publish.ts";
import type { ReportParts } from "./report/publish.ts";
import { overtakenWorkloads } from "./rollout/overtaken.ts";
import { watchRollout } from "./rollout/watch.ts";
import { verifyReady } from "./verify-ready.ts";
import { addWatched } from "./watched.ts";

/** What a deployment needs. */
export interface Deployment {
  inputs: Inputs;
  rootModule: RootModule;
  client: KubernetesClient;
  target: Target;
}

/** What a watch needs. */
export type Watching = Omit<Deployment, "rootModule"> & { job: Job };

/**
 * Applies the workspace with the given images (`verify`: only reads its state), watches the rollout of its workloads in
 * the cluster, runs the smoke tests, watches the soak, and publishes the result.
 * @throws ActionError with the reason unless all workloads are healthy
 */
export async function deployAndWatch(
  { rootModule, ...deployment }: Deployment,
  accompaniment: Accompaniment & Partial<Pick<ReportParts, "record" | "contractWarnings">>,
): Promise<Outputs> {
  const { inputs, client, target } = deployment;
  // By the server's clock, because the server dates pods and events.
  const startedAt = client.serverTime();
  const applied = await applyOrReadState(rootModule, inputs, client, target.where, accompaniment);
  await accompaniment.afterApply?.(applied.state);
  const { record, progress, contractWarnings = [] } = accompaniment;
  return await watchAndPublish({ ...deployment, job: rootModule.job }, applied, {
    startedAt,
    hasChanged: progress.changed,
    progress,
    contractWarnings,
    ...(record === undefined ? {} : { record }),
  });
}

/** Watches the workloads that the input `workloads` names, without any workspace. @throws as deployAndWatch */
export const verifyWorkloads = (watching: Watching): Promise<Outputs> =>
  watchAndPublish(
    watching,
    { state: {}, waitError: undefined, changed: false },
    { startedAt: watching.client.serverTime(), hasChanged: false, contractWarnings: [] },
  );

/** What happened before the watch, and who records the release. */
interface Course extends Pick<ReportParts, "record" | "contractWarnings"> {
  /** Server time, in milliseconds since the epoch. */
  startedAt: number;
  hasChanged: boolean;
  /** Omitted if nothing is deployed. */
  progress?: Progress;
}

async function watchAndPublish(
  { inputs, client, target, job }: Watching,
  applied: AppliedState,
  { record, startedAt, hasChanged, progress, contractWarnings }: Course,
): Promise<Outputs> {
  const { where } = target;
  if (applied.interruption !== undefined) {
    const { rollout } = applied.interruption;
    const subject = { client, applied, inputs, job, target, contractWarnings };
    return await publishResult({ ...subject, rollout, smokeTests: [], soak: undefined });
  }
  const watched = await addWatched(applied, inputs.workloads, { client, where, job });
  const rollout = await watchRollout(client, watched, startedAt, { inputs, job, target });
  const verification = await verifyReady(
    { inputs, client, rollout, state: watched.state },
    {
      isReady: rollout.result === "healthy" && failureBeside(watched) === undefined,
      startedAt,
      hasChanged,
    },
    { job, where },
  );
  const testsFailed = verification.smokeTests.some(({ isPassed }) => !isPassed);
  if (progress !== undefined)
    progress.overtaken = overtakenWorkloads(verification.rollout.statuses, testsFailed);
  const subject = { client, applied: watched, inputs, job, target };
  const parts = { ...subject, contractWarnings, ...verification };
  return await publishResult({ ...parts, ...(record === undefined ? {} : { record }) });
}
