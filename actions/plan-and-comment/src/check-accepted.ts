import { applyRules } from "../../lib/runtime/accepted.ts";
import { invalidInputs } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { secretProblems } from "../../lib/terraform/hand-over/shared.ts";
import { checkAcceptedNames } from "./affected/changes.ts";
import type { AllInputs } from "./contract.ts";
import { hasWorkspace } from "./open.ts";

/**
 * Checks the accepted inputs even if other inputs were refused, so that one run reports all problems.
 * @throws ActionError `invalid-input`; with `command: check` also `environment-invalid`, `other-backend`
 */
export async function checkAccepted(inputs: AllInputs, job: Job): Promise<void> {
  if (inputs.command === "check") {
    await checkAcceptedNames(inputs, job);
    return;
  }
  const problems = hasWorkspace(inputs) ? applyRules([() => secretProblems(inputs)]) : [];
  if (problems.length > 0) throw invalidInputs(problems);
}
