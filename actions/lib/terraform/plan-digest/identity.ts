import type { Planned } from "../plan.ts";
import type { RootModule } from "../root-module.ts";
import { createKeyAndIdentify, identifyPlan, writeManifest } from "./identify.ts";
import type { NoIdentity, PlanIdentity, Purpose } from "./identify.ts";
import type { IdentityOutputs } from "./interface.ts";

/**
 * Sets manifest and digest of a plan as outputs of the action. If there is no digest key, the log says so.
 * @throws ActionError as `identifyPlan`
 */
export async function publishIdentity(
  rootModule: RootModule,
  { plan }: Planned,
  purpose: Purpose,
): Promise<PlanIdentity | NoIdentity> {
  const identity = await identifyPlan(rootModule, plan, purpose);
  if ("why" in identity) rootModule.job.log.info(`there is no plan digest: ${identity.why}`);
  else await setDigestOutputs(rootModule, identity);
  return identity;
}

/**
 * Creates the digest key in a first deployment, and identifies the plan with it.
 * @throws ActionError as `createKeyAndIdentify`
 */
export async function publishFirstIdentity(
  rootModule: RootModule,
  { plan }: Planned,
  purpose: Purpose,
): Promise<void> {
  const identity = await createKeyAndIdentify(rootModule, plan, purpose);
  if (identity !== undefined) await setDigestOutputs(rootModule, identity);
}

async function setDigestOutputs({ job }: RootModule, identity: PlanIdentity): Promise<void> {
  job.log.info(`plan digest: ${identity.digest}`);
  const outputs: IdentityOutputs = {
    "plan-digest": identity.digest,
    "plan-manifest-path": await writeManifest(job, identity),
  };
  job.setOutputs(outputs);
}
