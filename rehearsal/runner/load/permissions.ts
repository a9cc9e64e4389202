import { isMapping } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import type { Access, Permissions } from "../request.ts";

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
export const DEFAULT_PERMISSIONS: Permissions = { contents: "read", packages: "read" };

const all = (access: Access): Permissions =>
  Object.fromEntries(
    NAMES.filter((name) => access === "write" || name !== "id-token").map((name) => [name, access]),
  );

/** The permissions a `permissions:` key grants; undefined when there is no such key. */
export function readPermissions(token: TemplateToken | undefined): Permissions | undefined {
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

/** The first permission that `asked` has and `allowed` has not, as [name, asked, allowed]. */
export function exceeding(
  asked: Permissions,
  allowed: Permissions,
): [name: string, asked: Access, allowed: Access] | undefined {
  for (const [name, access] of Object.entries(asked)) {
    const limit = allowed[name] ?? "none";
    if (ORDER.indexOf(access) > ORDER.indexOf(limit)) return [name, access, limit];
  }
  return undefined;
}
