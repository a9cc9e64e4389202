import { UsageError } from "../base/usage-error.ts";

/**
 * Refuses options for which a workflow has no input. The message says what to write into the workflow.
 * @param inputs of its workflow_dispatch; undefined if it has no such event
 * @throws UsageError
 */
export function requireInputs(
  given: { environment?: string; overrideReason?: string },
  file: string,
  inputs: readonly string[] = [],
): void {
  if (given.environment !== undefined && !inputs.includes("environment"))
    throw new UsageError(
      `--environment: ${file} has no input environment for workflow_dispatch. Add an input of the type environment, or leave the option out: then a push starts the workflow.`,
    );
  if (given.overrideReason !== undefined && !inputs.includes("override-reason"))
    throw new UsageError(
      `--override-reason: ${file} has no input override-reason for workflow_dispatch, so nobody can give a reason on GitHub either. Add the input under on.workflow_dispatch.inputs, and pass it on next to environment: override-reason: \${{ inputs.override-reason }}. examples/fleet/.github/workflows/deploy.yml of eks-pipeline has both.`,
    );
}
