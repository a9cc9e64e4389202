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

/** The token's permissions if no workflow states any: GitHub's restricted default. */
const DEFAULT_PERMISSIONS: Permissions = { contents: "read", packages: "read" };

const all = (access: Access): Permissions =>
  Object.fromEntries(
    NAMES.filter((name) => access === "write" || name !== "id-token").map((name) => [name, access]),
  );

/** Returns the permissions that a `permissions:` key grants; undefined if there is no such key. */
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

/** Returns the first permission in `requested` that exceeds `allowed`, as [name, requested, allowed]. */
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
 * Returns the permissions of a job's token: those of the job, otherwise those of its workflow, otherwise all that the
 * caller allows (for the outermost workflow: the default).
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
 * Finds called workflows that request more than the calling job has. GitHub's server refuses them before anything
 * starts; its language service does not know this rule.
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
