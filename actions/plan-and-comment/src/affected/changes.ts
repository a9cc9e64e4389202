import type { Job } from "../../../lib/runtime/job.ts";
import type { AllInputs, Outputs } from "../contract.ts";
import { findAffected } from "./causes.ts";
import { findChangedFiles } from "./changed-files.ts";
import { readEnvironments } from "./environments.ts";
import { checkProtection } from "./protection.ts";
import { reportAffected } from "./report.ts";
import { findWorkspaces } from "./workspaces.ts";

/**
 * Checks the environments and finds the workspaces that a change affects. Without workspaces it only checks. It needs no AWS and no Terraform.
 * @throws ActionError `environment-invalid`, `environment-unprotected`, `invalid-input`, `no-configuration`
 */
export async function runChanges(inputs: AllInputs, job: Job): Promise<Outputs> {
  const environments = await readEnvironments(inputs, job);
  await checkProtection(environments, inputs, job);
  const workspaces = await findWorkspaces(inputs, job);
  if (Object.values(workspaces).every((one) => one === undefined)) {
    job.log.info("the environments are as they should be; no workspace is given");
    return { matrix: "[]", environments: "[]" };
  }
  const changed = await findChangedFiles(job);
  return reportAffected(findAffected(environments, workspaces, changed), job);
}
