import { rm } from "node:fs/promises";
import type { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { withEnvironment } from "../../../lib/terraform/open.ts";
import { publishIdentity } from "../../../lib/terraform/plan-digest/identity.ts";
import { publishUnstable } from "../../../lib/terraform/plan-digest/plan-twice.ts";
import { readState } from "../../../lib/terraform/read.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import { findTarget } from "../cluster/target.ts";
import type { Inputs, Outputs } from "../contract.ts";
import { checkWorkspace, handOver } from "../hand-over.ts";
import { outputsRead } from "./provisional.ts";
import { purposeOf } from "./review.ts";
import { renderNoCluster, renderPlan } from "./summary.ts";
import { planOptionsOf, planWorkspace } from "./workspace.ts";

/**
 * Shows what `deploy` would change, and the digest for approving it. Before the first deployment there is no cluster,
 * and so no plan, because the providers read the cluster from EKS.
 * @throws ActionError
 */
export async function planDeployment(given: Inputs, job: Job): Promise<Outputs> {
  const { found, declared } = await checkWorkspace(given, job, "plan");
  const target = await findTarget(given, job);
  const opened = withEnvironment(found, given, target.environment);
  if ("missing" in target) return await reportNoCluster(opened, given, target.missing);
  const { inputs, rootModule } = await handOver(given, opened, declared);
  // The plan role may not write, so it cannot hold the lock. If a deployment changes the state meanwhile, the plan is
  // not applied.
  const options = { ...planOptionsOf(rootModule, inputs), extra: ["-lock=false"] };
  const planned = await planWorkspace(rootModule, inputs, target.where, options);
  try {
    await publishIdentity(rootModule, planned, purposeOf(inputs));
    const unstable = inputs.planTwice ? await publishUnstable(rootModule, options, planned) : [];
    const { plan, changed } = planned;
    const { environment, changedOutputs } = inputs;
    const { redact } = job.redactor;
    const provisional = outputsRead(plan, changedOutputs, inputs.outputVariables);
    job.summarize(renderPlan({ environment, plan, changed, unstable, provisional, redact }));
    job.log.info(changed ? "The plan has changes; the summary lists them." : "No changes.");
    return { status: "planned", "has-changes": changed, provisional: provisional.length > 0 };
  } finally {
    // The file contains every value of the workspace in clear text, and no later step needs it.
    await rm(planned.file, { force: true });
  }
}

/**
 * Reports that there is no cluster. If something was deployed before, the cluster existed: then its name is wrong, or
 * it was deleted.
 */
async function reportNoCluster(
  rootModule: RootModule,
  { environment, clusterName }: Inputs,
  missing: ActionError,
): Promise<Outputs> {
  const { job } = rootModule;
  const deployed = resourcesOf(await readState(rootModule)).filter(({ mode }) => mode !== "data");
  if (deployed.length > 0) throw missing;
  job.log.notice(
    `there is no cluster${clusterName === undefined ? "" : ` ${clusterName}`} yet, so there is no Kubernetes plan: this is the first deployment of ${environment}. The job that applies may only create (unreviewed: create). If the environment was deployed before, cluster-name or aws-region are wrong`,
  );
  job.summarize(renderNoCluster(environment, clusterName));
  return { status: "no-cluster" };
}
