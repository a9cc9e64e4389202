/** A repository that exists on this GitHub. */
export interface RepositoryRecord {
  /** owner/name */
  name: string;
  id: number;
  ownerId: number;
  private?: boolean;
  defaultBranch: string;
  /** Repositories created after 2026-07-15 have their ids in the subject of OIDC tokens. */
  immutableSubject?: boolean;
}

export interface PullRequest {
  /** owner/name */
  repository: string;
  number: number;
  title: string;
  state: "open" | "closed";
  merged?: boolean;
  /** `repository` is the fork's name when the pull request comes from one. */
  head: { ref: string; sha: string; repository?: string };
  base: { ref: string; sha: string };
  mergeCommitSha?: string;
}

export interface CommentRecord {
  id: number;
  repository: string;
  /** Number of the pull request. */
  issue: number;
  author: string;
  body: string;
  /** Every text that it has had, the newest first; missing until the first edit. */
  edits?: string[];
  createdAt: string;
  updatedAt: string;
}

export type Permissions = Partial<Record<string, string>>;

/** The job that credentials are for. What is not given is derived from the rest. */
export interface JobIdentity {
  id: string;
  /** owner/name of the repository the run belongs to. */
  repository: string;
  ref: string;
  sha: string;
  eventName: string;
  runId: number;
  runNumber?: number;
  runAttempt?: number;
  actor?: string;
  /** Name of the workflow. */
  workflow?: string;
  /** `owner/name/.github/workflows/x.yml@refs/heads/main` of the calling workflow. */
  workflowRef: string;
  workflowSha?: string;
  /** The same of the file that holds the job; differs when it is a reusable workflow. */
  jobWorkflowRef?: string;
  jobWorkflowSha?: string;
  headRef?: string;
  baseRef?: string;
  environment?: string;
  permissions: Permissions;
}

export interface JobCredentials {
  /** GITHUB_TOKEN */
  token: string;
  /** ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN; only with `id-token: write`. */
  idToken?: { url: string; token: string };
}
