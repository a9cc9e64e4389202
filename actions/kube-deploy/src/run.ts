import { keepLease } from "../../lib/releases/held-lease.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { withEnvironment } from "../../lib/terraform/open.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { KubernetesClient } from "./api/client.ts";
import type { Progress } from "./apply.ts";
import { checkConnection } from "./cluster/preflight.ts";
import { openTarget } from "./cluster/target.ts";
import type { AllInputs, Inputs, Outputs } from "./contract.ts";
import { deployAndWatch, verifyWorkloads } from "./deploy.ts";
import type { Deployment } from "./deploy.ts";
import { withWorkspace } from "./open.ts";
import { checkImageContract } from "./image-contract/check.ts";
import type { ContractWarning } from "./image-contract/check.ts";
import { checkWorkspace, handOver } from "./hand-over.ts";
import type { CheckedWorkspace } from "./hand-over.ts";
import { planDeployment } from "./plan/plan.ts";
import { reviewWorkspacePlan } from "./plan/review.ts";
import { recordRelease, startRecording } from "./record/recording.ts";
import { withLiveImages } from "./record/live-images.ts";
import { recordRejections } from "./record/rejections.ts";
import { reportOnPlan } from "./report/plan-status.ts";
import { resolveRelease } from "./resolve/resolve.ts";
import { rollBackTo } from "./rollback/command.ts";
import { concludeFailure } from "./rollback/last-good.ts";

/** Runs the command. @throws ActionError */
export async function run(given: AllInputs, job: Job): Promise<Outputs> {
  if (given.command === "resolve") return await resolveRelease(given, job);
  if (given.command === "check") {
    // inputs.ts has refused wrong inputs. Workspace and cluster are known only to a later job.
    job.log.info("the inputs of the deployment are valid");
    return {};
  }
  const inputs = withWorkspace(given);
  return await (inputs.command === "plan"
    ? planDeployment(inputs, job)
    : workOnCluster(inputs, job));
}

/**
 * Finds workspace and cluster, and runs the command on them. `verify` with `workloads` needs no workspace.
 * @throws ActionError with the reason unless all workloads are healthy
 */
async function workOnCluster(inputs: Inputs, job: Job): Promise<Outputs> {
  const workspace =
    inputs.workingDirectory === ""
      ? undefined
      : await checkWorkspace(inputs, job, "apply or read state");
  const target = await openTarget(inputs, job);
  const client = new KubernetesClient(target.access);
  try {
    const version = await checkConnection(client, target.where);
    job.log.info(`Kubernetes ${version} answers at ${target.where.server}`);
    return workspace === undefined
      ? await verifyWorkloads({ inputs, client, target, job })
      : await workOnWorkspace(inputs, workspace, { client, target });
  } finally {
    client.close();
  }
}

async function workOnWorkspace(
  inputs: Inputs,
  { found, declared }: CheckedWorkspace,
  { client, target }: Pick<Deployment, "client" | "target">,
): Promise<Outputs> {
  const rootModule = withEnvironment(found, inputs, target.environment);
  keepLease(rootModule);
  if (inputs.command === "rollback")
    return await rollBackTo({ inputs, rootModule, client, target });
  return await reportOnPlan(inputs, rootModule, async () =>
    deployAndRecord({ ...(await handOver(inputs, rootModule, declared)), client, target }),
  );
}

/** Deploys (or verifies). If releases are recorded, also records how it ended. */
async function deployAndRecord(given: Deployment): Promise<Outputs> {
  const inputs = await withLiveImages(given.inputs, given.rootModule);
  const deployment = { ...given, inputs };
  const recording = await startRecording(inputs, deployment.rootModule);
  const progress: Progress = { began: false, changed: false };
  const contractWarnings: ContractWarning[] = [];
  const accompaniment = {
    progress,
    contractWarnings,
    checkPlan: async (rootModule: RootModule, planned: Planned) => {
      await reviewWorkspacePlan(rootModule, deployment.inputs, planned);
      const { job } = rootModule;
      contractWarnings.push(...(await checkImageContract(planned.plan, { ...deployment, job })));
    },
  };
  if (recording === undefined) return await deployAndWatch(deployment, accompaniment);
  await recordRejections(recording);
  try {
    return await deployAndWatch(deployment, {
      ...accompaniment,
      record: async (release) => {
        progress.verified = true;
        return await recordRelease(recording, release);
      },
    });
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    throw await concludeFailure(deployment, recording, error, progress);
  }
}
