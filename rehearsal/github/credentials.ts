import { createHash, randomBytes } from "node:crypto";
import { GitHubError } from "./errors.ts";
import type { JobIdentity, Permissions } from "./records.ts";

/** What a REST token may do, and as whom. */
export interface Grant {
  login: string;
  /** A workflow's token is an app installation's; a personal one is a user's. */
  kind: "installation" | "personal";
  /** The only repository it reaches; undefined = all. */
  repository: string | undefined;
  permissions: Permissions;
}

/** Tokens that were handed out; they die with the process, as a job's do with the job. */
export class Tokens {
  private readonly grants = new Map<string, Grant>();
  private readonly requests = new Map<string, JobIdentity>();

  /** GITHUB_TOKEN of a job. */
  forJob({ repository, permissions }: JobIdentity): string {
    const token = secret("ghs_");
    const login = "github-actions[bot]";
    this.grants.set(token, { login, kind: "installation", repository, permissions });
    return token;
  }

  /** A classic personal access token. */
  personal(login: string): string {
    const token = secret("ghp_");
    this.grants.set(token, { login, kind: "personal", repository: undefined, permissions: {} });
    return token;
  }

  /** The token that asks for OIDC tokens. */
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
    const grant = token === undefined ? undefined : this.grants.get(token);
    if (grant === undefined)
      throw token === undefined
        ? new GitHubError(401, "Requires authentication")
        : new GitHubError(401, "Bad credentials");
    return grant;
  }
}

/**
 * Whether a grant covers one of the scopes.
 * @param scopes in the words of a workflow's `permissions`, e.g. `pull-requests`
 */
export function permits(
  { kind, permissions }: Grant,
  scopes: readonly string[],
  level: "read" | "write",
): boolean {
  if (kind === "personal" || scopes.includes("metadata")) return true;
  return scopes.some((scope) => {
    const given = permissions[scope];
    return given === "write" || (level === "read" && given === "read");
  });
}

/** The ids that the results service knows a run and a job by: UUIDs, the same whenever they are asked for. */
export function backendIds(job: { runId: number; runAttempt?: number; id: string }): {
  run: string;
  job: string;
} {
  return { run: uuidOf(`run ${job.runId}`), job: uuidOf(`job ${job.runId} ${job.id}`) };
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

function secret(prefix: string): string {
  return prefix + randomBytes(27).toString("hex").slice(0, 36);
}
