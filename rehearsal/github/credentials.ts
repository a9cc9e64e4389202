import { randomBytes } from "node:crypto";
import { GitHubError } from "./errors.ts";
import type { JobIdentity, Permissions } from "./records.ts";

/** The permissions of a job's GITHUB_TOKEN. */
interface Grant {
  /** The only repository the token can write to. */
  repository: string;
  permissions: Permissions;
}

/** The author of comments that a workflow's token writes. */
export const TOKEN_LOGIN = "github-actions[bot]";

/** The tokens that were issued. They become invalid with the process, as a job's tokens do with the job. */
export class Tokens {
  private readonly grants = new Map<string, Grant>();
  private readonly requests = new Map<string, JobIdentity>();

  /** Issues the GITHUB_TOKEN of a job. */
  forJob({ repository, permissions }: JobIdentity): string {
    const token = `ghs_${randomBytes(18).toString("hex")}`;
    this.grants.set(token, { repository, permissions });
    return token;
  }

  /** Issues the token that is used to request OIDC tokens. */
  forIdToken(job: JobIdentity): string {
    const token = randomBytes(60).toString("base64url");
    this.requests.set(token, job);
    return token;
  }

  jobOf(requestToken: string): JobIdentity | undefined {
    return this.requests.get(requestToken);
  }

  /** Looks a token up. @throws GitHubError 401 if the token was not issued here */
  open(authorization: string): Grant {
    const token = /^(?:bearer|token) (.+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new GitHubError(401, "Requires authentication");
    const grant = this.grants.get(token);
    if (grant === undefined) throw new GitHubError(401, "Bad credentials");
    return grant;
  }
}

/**
 * Returns whether a grant covers at least one of the scopes.
 * @param scopes keys of a workflow's `permissions`, for example `pull-requests`
 */
export function permits(
  { permissions }: Grant,
  scopes: readonly string[],
  level: "read" | "write",
): boolean {
  return scopes.some((scope) => {
    // Every token may read what GitHub calls metadata.
    if (scope === "metadata") return level === "read";
    const given = permissions[scope];
    return given === "write" || (level === "read" && given === "read");
  });
}
