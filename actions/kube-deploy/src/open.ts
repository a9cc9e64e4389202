import type { Job } from "../../lib/runtime/job.ts";
import { openRootModule } from "../../lib/terraform/open.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { openTarget } from "./cluster/target.ts";
import type { AllInputs, Inputs } from "./contract.ts";

/**
 * Narrows the type: inputs.ts requires the folder for everything that works on a workspace. It is empty for `verify`
 * with `workloads` alone.
 */
export const withWorkspace = (given: AllInputs): Inputs => ({
  ...given,
  workingDirectory: given.workingDirectory ?? "",
});

/** Opens the workspace again, with new credentials, for the post step. */
export const openWorkspace = (given: AllInputs, job: Job): Promise<RootModule> => {
  const inputs = withWorkspace(given);
  return openRootModule(
    inputs,
    job,
    inputs.command === "plan" ? "plan" : "apply or read state",
    async () => (await openTarget(inputs, job)).environment,
  );
};
