import { DEFAULT_PERMISSIONS, exceeding, readPermissions } from "./permissions.ts";
import { problemAt, type Problem } from "./problems.ts";
import type { Permissions } from "../request.ts";
import { workflowRef, type JobDefinition, type Workflow } from "./workflow.ts";

/**
 * What a job's token may do: what the job says, else what its workflow says, else all that the caller lets it
 * (for the outermost workflow: the default).
 */
export const jobPermissions = (
  job: JobDefinition,
  workflow: Workflow,
  ceiling: Permissions = DEFAULT_PERMISSIONS,
): Permissions =>
  readPermissions(job.token.find("permissions")) ??
  readPermissions(workflow.root.find("permissions")) ??
  ceiling;

/** Called workflows that ask for more than the calling job has: GitHub refuses them before anything starts. */
export function checkCallPermissions(workflow: Workflow, ceiling?: Permissions): Problem[] {
  return [...workflow.jobs.values()].flatMap((job) => {
    if (!job.calls) return [];
    const called = job.calls;
    const allowed = jobPermissions(job, workflow, ceiling);
    const refused = [...called.jobs.values()].flatMap((nested) => {
      const excess = exceeding(jobPermissions(nested, called, allowed), allowed);
      if (!excess) return [];
      const [name, asked, limit] = excess;
      return problemAt(
        workflow.file,
        job.token.find("uses"),
        `Error calling workflow '${workflowRef(called)}'. The nested job '${nested.id}' is requesting '${name}: ${asked}', but is only allowed '${name}: ${limit}'.`,
      );
    });
    return refused.length > 0 ? refused : checkCallPermissions(called, allowed);
  });
}
