import type { Environment } from "../../../lib/environment/environment.ts";
import { whereAccepted } from "../../../lib/runtime/where-accepted.ts";
import { runAllChecks } from "../../../lib/runtime/all-failures.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { AllInputs, Outputs } from "../contract.ts";
import { findAffected } from "./causes.ts";
import { findChangedFiles } from "./changed-files.ts";
import { readEnvironments } from "./environments.ts";
import { checkProtection } from "./protection.ts";
import { checkNames, checkParts } from "../parts/check.ts";
import { reportAffected } from "./report.ts";
import { findWorkspaces } from "./workspaces.ts";

/**
 * Checks the environments and finds the workspaces that a change affects. Needs no AWS and no Terraform.
 * @throws ActionError `environment-invalid`, `environment-unprotected`, `invalid-input`, `no-configuration`
 */
export async function runChanges(inputs: AllInputs, job: Job): Promise<Outputs> {
  const environments = await readEnvironments(inputs, job);
  await checkProtection(environments, inputs, job);
  const workspaces = await findWorkspaces(inputs, job);
  const changed = await findChangedFiles(job);
  return reportAffected(findAffected(environments, workspaces, changed), job);
}

/**
 * Checks the environment files, the protection of the environment that a later job of the run changes, and whether the
 * parts of the run fit together. GitHub must protect the environment and let the run deploy there. All problems are
 * reported together. Needs no Terraform, and needs AWS only if the images of the live release are used.
 * @throws ActionError `environment-invalid`, `environment-unprotected`, `invalid-input`, `other-backend`
 */
export async function runCheck(inputs: AllInputs, job: Job): Promise<Outputs> {
  let environments: Environment[] = [];
  await runAllChecks([
    async () => {
      environments = await readEnvironments(inputs, job);
    },
    async () => {
      const found = environments;
      environments = [];
      await checkProtection(found, inputs, job);
      environments = found;
    },
    // Without a valid environment, the names are still compared, and nothing is contacted.
    () => checkParts(inputs, environments, job),
  ]);
  for (const { name } of environments) job.log.info(`${name} may be deployed to`);
  return {};
}

/**
 * Checks the files of the repository as `runCheck` does, but with accepted inputs only: other inputs were refused.
 * @throws ActionError `environment-invalid`, `invalid-input`, `other-backend`
 */
export async function checkAcceptedNames(inputs: AllInputs, job: Job): Promise<void> {
  let environment: Environment | undefined;
  await runAllChecks([
    () =>
      whereAccepted(async () => {
        const found = await readEnvironments(inputs, job);
        environment = inputs.environmentFile === undefined ? undefined : found[0];
      }),
    () =>
      whereAccepted(async () => {
        if (inputs.parts.length > 0) await checkNames(inputs, environment, job);
      }),
  ]);
}
