import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { systemClock } from "../../retry.ts";
import type { Clock } from "../../retry.ts";
import type { PlanOptions } from "../arguments.ts";
import { planRootModule } from "../plan.ts";
import type { Planned } from "../plan.ts";
import type { RootModule } from "../root-module.ts";
import { comparePlans, differenceLines } from "./compare.ts";
import type { PlanDifference } from "./compare.ts";
import { KEY_BYTES, keyFrom } from "./digest.ts";
import type { ReviewOutputs } from "./interface.ts";
import { manifestOf } from "./manifest.ts";

/** Milliseconds. */
const SECOND = 1000;

/**
 * Plans a second time, sets the output `unstable-addresses` to what differs, and warns about it.
 * @throws ActionError as planRootModule does
 */
export async function publishUnstable(
  rootModule: RootModule,
  options: PlanOptions,
  first: Planned,
): Promise<PlanDifference[]> {
  const { job } = rootModule;
  const differences = await findUnstable(rootModule, options, first);
  const outputs: Pick<ReviewOutputs, "unstable-addresses"> = {
    "unstable-addresses": JSON.stringify(differences.map(({ address }) => address)),
  };
  job.setOutputs(outputs);
  if (differences.length > 0)
    job.log.warning(
      [
        "not promotable, because it differs when it is planned again:",
        ...differenceLines(differences),
      ].join("\n"),
    );
  return differences;
}

/**
 * Plans a second time and compares. A difference although nothing was changed, for example because of plantimestamp()
 * or of a data source that never gives the same answer, will appear again when the plan is applied: such a plan cannot
 * be promoted.
 * @throws ActionError as planRootModule does
 */
async function findUnstable(
  rootModule: RootModule,
  options: PlanOptions,
  first: Planned,
  clock: Clock = systemClock,
): Promise<PlanDifference[]> {
  // plantimestamp() has whole seconds: two plans in the same second would not show that it changes.
  const started = Date.parse(first.plan.timestamp ?? "");
  if (clock.now() < started + SECOND)
    await clock.wait(started + SECOND - clock.now(), rootModule.job.cancelled);
  const second = await planRootModule(rootModule, options);
  await rm(second.file, { force: true });
  // Both manifests are created here and are not kept, so any key is good enough.
  const key = keyFrom(randomBytes(KEY_BYTES));
  const [before, after] = [first, second].map(({ plan }) =>
    manifestOf(plan, key, rootModule.job.redactor.redact),
  );
  return before === undefined || after === undefined ? [] : comparePlans(before, after);
}
