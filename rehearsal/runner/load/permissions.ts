import { isMapping } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import type { Access, Permissions } from "../request.ts";
import { problemAt, type Problem } from "./problems.ts";
import { workflowRef, type JobDefinition, type Workflow } from "./workflow.ts";

// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
const NAMES = [
  "actions",
  "artifact-metadata",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "discussions",
  "id-token",
  "issues",
  "models",
  "packages",
  "pages",
  "pull-requests",
  "repository-projects",
  "security-events",
  "statuses",
];

const ORDER: readonly Access[] = ["none", "read", "write"];

/** What the token of a repository has when no workflow says anything: GitHub's restricted default. */
const DEFAULT_PERMISSIONS: Permissions = { contents: "read", packages: "read" };

const all = (access: Access): Permissions =>
  Object.fromEntries(
    NAMES.filter((name) => access === "write" || name !== "id-token").map((name) => [name, access]),
  );

/** The permissions a `permissions:` key grants; undefined when there is no such key. */
function readPermissions(token: TemplateToken | undefined): Permissions | undefined {
  if (token === undefined) return undefined;
  if (!isMapping(token)) {
    const word = token.assertScalar("permissions").toString();
    return word === "write-all" ? all("write") : word === "read-all" ? all("read") : {};
  }
  const granted: Record<string, Access> = {};
  for (const { key, value } of token) {
    const access = value.assertScalar("permission").toString() as Access;
    if (access !== "none") granted[key.toString()] = access;
  }
  return granted;
}

/** The first permission that `requested` has and `allowed` does not have, as [name, requested, allowed]. */
export function findExcess(
  requested: Permissions,
  allowed: Permissions,
): [name: string, requested: Access, allowed: Access] | undefined {
  for (const [name, access] of Object.entries(requested)) {
    const limit = allowed[name] ?? "none";
    if (ORDER.indexOf(access) > ORDER.indexOf(limit)) return [name, access, limit];
  }
  return undefined;
}

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

/**
 * Called workflows that request more than the calling job has. GitHub's server refuses them before anything starts; its
 * language service does not know this rule.
 */
export function checkCallPermissions(workflow: Workflow, ceiling?: Permissions): Problem[] {
  return [...workflow.jobs.values()].flatMap((job) => {
    if (!job.calls) return [];
    const called = job.calls;
    const allowed = jobPermissions(job, workflow, ceiling);
    const refused = [...called.jobs.values()].flatMap((nested) => {
      const excess = findExcess(jobPermissions(nested, called, allowed), allowed);
      if (!excess) return [];
      const [name, requested, limit] = excess;
      return problemAt(
        workflow.file,
        job.token.find("uses"),
        `Error calling workflow '${workflowRef(called)}'. The nested job '${nested.id}' is requesting '${name}: ${requested}', but is only allowed '${name}: ${limit}'.`,
      );
    });
    return refused.length > 0 ? refused : checkCallPermissions(called, allowed);
  });
}
