import type { Job } from "../../lib/runtime/job.ts";
import { openRootModule } from "../../lib/terraform/open.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { openTarget } from "./cluster/target.ts";
import type { Inputs } from "./contract.ts";

/** Opens the workspace again, with new credentials, for the post step. */
export const openWorkspace = (inputs: Inputs, job: Job): Promise<RootModule> =>
  openRootModule(
    inputs,
    job,
    inputs.command === "plan" ? "plan" : "apply or read state",
    async () => (await openTarget(inputs, job)).environment,
  );
