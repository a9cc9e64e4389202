import { randomBytes } from "node:crypto";
import { GitHubError } from "./errors.ts";
import type { JobIdentity, Permissions } from "./records.ts";

/** What a job's GITHUB_TOKEN may do. */
interface Grant {
  /** The only repository the token can write to. */
  repository: string;
  permissions: Permissions;
}

/** Whose comments are those of a workflow's token. */
export const TOKEN_LOGIN = "github-actions[bot]";

/** Tokens that were handed out. They end with the process, as a job's tokens end with the job. */
export class Tokens {
  private readonly grants = new Map<string, Grant>();
  private readonly requests = new Map<string, JobIdentity>();

  /** GITHUB_TOKEN of a job. */
  forJob({ repository, permissions }: JobIdentity): string {
    const token = `ghs_${randomBytes(18).toString("hex")}`;
    this.grants.set(token, { repository, permissions });
    return token;
  }

  /** The token that requests OIDC tokens. */
  forIdToken(job: JobIdentity): string {
    const token = randomBytes(60).toString("base64url");
    this.requests.set(token, job);
    return token;
  }

  jobOf(requestToken: string): JobIdentity | undefined {
    return this.requests.get(requestToken);
  }

  /** @throws GitHubError 401 without a token that was handed out here */
  open(authorization: string): Grant {
    const token = /^(?:bearer|token) (.+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new GitHubError(401, "Requires authentication");
    const grant = this.grants.get(token);
    if (grant === undefined) throw new GitHubError(401, "Bad credentials");
    return grant;
  }
}

/**
 * Whether a grant covers one of the scopes.
 * @param scopes keys of a workflow's `permissions`, for example `pull-requests`
 */
export function permits(
  { permissions }: Grant,
  scopes: readonly string[],
  level: "read" | "write",
): boolean {
  return scopes.some((scope) => {
    const given = permissions[scope];
    return given === "write" || (level === "read" && given === "read");
  });
}
