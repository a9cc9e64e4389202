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
 * Plans once more, names what differs in the output `unstable-addresses`, and warns of it.
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
 * Plans once more and compares. What differs although nothing was changed, for example by plantimestamp() or by a data
 * source that never answers the same, will differ again when the plan is applied: it cannot be promoted.
 * @throws ActionError as planRootModule does
 */
async function findUnstable(
  rootModule: RootModule,
  options: PlanOptions,
  first: Planned,
  clock: Clock = systemClock,
): Promise<PlanDifference[]> {
  // plantimestamp() has whole seconds: two plans of the same second would not show that it moves.
  const started = Date.parse(first.plan.timestamp ?? "");
  if (clock.now() < started + SECOND)
    await clock.wait(started + SECOND - clock.now(), rootModule.job.cancelled);
  const second = await planRootModule(rootModule, options);
  await rm(second.file, { force: true });
  // Both manifests are made here and kept nowhere, so any key will do.
  const key = keyFrom(randomBytes(KEY_BYTES));
  const [before, after] = [first, second].map(({ plan }) =>
    manifestOf(plan, key, rootModule.job.redactor.redact),
  );
  return before === undefined || after === undefined ? [] : comparePlans(before, after);
}
