import { keepLease } from "../../lib/releases/held-lease.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { openRootModule } from "../../lib/terraform/open.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { KubernetesClient } from "./api/client.ts";
import type { Progress } from "./apply.ts";
import { checkConnection } from "./cluster/preflight.ts";
import { openTarget } from "./cluster/target.ts";
import type { AllInputs, Inputs, Outputs } from "./contract.ts";
import { deployAndWatch } from "./deploy.ts";
import type { Deployment } from "./deploy.ts";
import { withWorkspace } from "./open.ts";
import { planDeployment } from "./plan/plan.ts";
import { reviewWorkspacePlan } from "./plan/review.ts";
import { recordRelease, startRecording } from "./record/recording.ts";
import { recordRejections } from "./record/rejections.ts";
import { resolveRelease } from "./resolve/resolve.ts";
import { rollBackTo } from "./rollback/command.ts";
import { settleFailure } from "./rollback/last-good.ts";

/** Carries out the command. @throws ActionError */
export async function run(given: AllInputs, job: Job): Promise<Outputs> {
  if (given.command === "resolve") return await resolveRelease(given, job);
  const inputs = withWorkspace(given);
  return await (inputs.command === "plan"
    ? planDeployment(inputs, job)
    : workOnCluster(inputs, job));
}

/**
 * Finds cluster and workspace, and carries out the command on them.
 * @throws ActionError with the reason unless all workloads are healthy
 */
async function workOnCluster(inputs: Inputs, job: Job): Promise<Outputs> {
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
    const deployment = { inputs, rootModule, client, target };
    return inputs.command === "rollback"
      ? await rollBackTo(deployment)
      : await deployAndRecord(deployment);
  } finally {
    client.close();
  }
}

/** Deploys (or verifies) and records how it ended, where releases are kept. */
async function deployAndRecord(deployment: Deployment): Promise<Outputs> {
  const recording = await startRecording(deployment.inputs, deployment.rootModule);
  const progress: Progress = { began: false, changed: false };
  const accompaniment = {
    progress,
    checkPlan: (rootModule: RootModule, planned: Planned) =>
      reviewWorkspacePlan(rootModule, deployment.inputs, planned),
  };
  if (recording === undefined) return await deployAndWatch(deployment, accompaniment);
  await recordRejections(recording);
  try {
    return await deployAndWatch(deployment, {
      ...accompaniment,
      record: (release) => recordRelease(recording, release),
    });
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    throw await settleFailure(deployment, recording, error, progress);
  }
}
