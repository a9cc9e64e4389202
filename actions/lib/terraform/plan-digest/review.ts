import { readFile } from "node:fs/promises";
import path from "node:path";
import { messageOf } from "../../runtime/errors.ts";
import type { Planned } from "../plan.ts";
import type { RootModule } from "../root-module.ts";
import type { NoIdentity, PlanIdentity } from "./identify.ts";
import { parseManifest } from "./manifest-file.ts";
import { reviewPlan } from "./verdict.ts";
import type { Expected, Review } from "./verdict.ts";

/** The inputs of an action that say which plan is expected. */
export interface ReviewInputs {
  expectedPlanDigest: string | undefined;
  /** Path of a manifest, absolute or from the repository's root. */
  expectedPlanManifest: string | undefined;
  unreviewed: "apply" | "stop";
}

/** Compares a plan with the one that was approved or shown, before it is applied. */
export async function reviewBeforeApply(
  inputs: ReviewInputs,
  rootModule: RootModule,
  { plan, changed }: Planned,
  identity: PlanIdentity | NoIdentity,
): Promise<Review> {
  const manifest = await readExpected(inputs.expectedPlanManifest, rootModule.job.checkout);
  const { expectedPlanDigest: digest, unreviewed } = inputs;
  return reviewPlan({ plan, changed, identity }, { digest, manifest, unreviewed });
}

/** The expected manifest, or why it cannot be used. A file that is not there means that nothing was shown. */
async function readExpected(
  given: string | undefined,
  checkout: string,
): Promise<Expected["manifest"]> {
  if (given === undefined) return undefined;
  try {
    return parseManifest(await readFile(path.resolve(checkout, given), "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT"
      ? `expected-plan-manifest "${given}" does not exist`
      : messageOf(error);
  }
}
