import type { Planned } from "../../lib/terraform/plan.ts";
import {
  createKeyAndIdentify,
  identifyPlan,
  writeManifest,
} from "../../lib/terraform/plan-digest/identify.ts";
import type {
  NoIdentity,
  PlanIdentity,
  Purpose,
} from "../../lib/terraform/plan-digest/identify.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Inputs, Outputs } from "./contract.ts";

/** Manifest and digest of the plan, and their outputs; undefined without an environment. */
export async function identify(
  inputs: Inputs,
  rootModule: RootModule,
  { plan }: Planned,
): Promise<PlanIdentity | NoIdentity | undefined> {
  const purpose = purposeOf(inputs);
  if (purpose === undefined) return undefined;
  const identity = await identifyPlan(rootModule, plan, purpose);
  if ("why" in identity) rootModule.job.log.info(`there is no plan digest: ${identity.why}`);
  else await setDigestOutputs(rootModule, identity);
  return identity;
}

/** Creates the digest key in a first deployment, and identifies the plan with it. */
export async function identifyFirst(
  inputs: Inputs,
  rootModule: RootModule,
  { plan }: Planned,
): Promise<void> {
  const purpose = purposeOf(inputs);
  if (purpose === undefined) return;
  const identity = await createKeyAndIdentify(rootModule, plan, purpose);
  if (identity !== undefined) await setDigestOutputs(rootModule, identity);
}

async function setDigestOutputs({ job }: RootModule, identity: PlanIdentity): Promise<void> {
  job.log.info(`plan digest: ${identity.digest}`);
  const outputs: Pick<Outputs, "plan-digest" | "plan-manifest-path"> = {
    "plan-digest": identity.digest,
    "plan-manifest-path": await writeManifest(job, identity),
  };
  job.setOutputs(outputs);
}

function purposeOf({ environment, release, destroy }: Inputs): Purpose | undefined {
  if (environment === undefined) return undefined;
  // What the plan is made for: `plan` and `apply` of the same changes have one digest.
  return { environment, release, command: destroy ? "destroy" : "apply" };
}
