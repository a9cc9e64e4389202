import { ActionError } from "../../lib/runtime/errors.ts";
import { refuseErroredState } from "../../lib/terraform/errored-state.ts";
import { createPlanningCopy, removePlanningCopy } from "../../lib/terraform/planning-copy.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { OpenedBackend } from "./backend.ts";
import type { Inputs } from "./contract.ts";
import { init } from "./init.ts";

/**
 * Initialises the workspace. If its bucket is missing and this run does not create it, initialises a copy that can only
 * be planned.
 * @returns what later steps work with
 * @throws ActionError the errors of `init`
 */
export async function initialize(
  rootModule: RootModule,
  { initArgs, backendMode }: Inputs,
  { bucket, configPath }: OpenedBackend,
): Promise<RootModule> {
  const { directory, job } = rootModule;
  await removePlanningCopy(directory, job);
  if (bucket.exists)
    try {
      await init(rootModule, configPath, initArgs);
      return rootModule;
    } catch (error) {
      // With `off`, nobody has looked for the bucket before.
      const isMissing = error instanceof ActionError && error.reason === "bucket-missing";
      if (!isMissing || backendMode !== "off") throw error;
    }
  refuseErroredState(rootModule);
  const copy = { ...rootModule, directory: await createPlanningCopy(directory, job) };
  await init(copy, undefined, initArgs);
  return copy;
}
