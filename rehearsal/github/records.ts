/** A repository that exists on this GitHub. */
export interface RepositoryRecord {
  /** owner/name */
  name: string;
  id: number;
  ownerId: number;
  private?: boolean;
  defaultBranch: string;
  /** Repositories made after 2026-07-15 have their ids in the subject of OIDC tokens. */
  immutableSubject?: boolean;
}

export interface PullRequest {
  /** owner/name */
  repository: string;
  number: number;
  title: string;
  body?: string;
  state: "open" | "closed";
  merged?: boolean;
  draft?: boolean;
  author?: string;
  /** `repository` is the fork's name when the pull request comes from one. */
  head: { ref: string; sha: string; repository?: string };
  base: { ref: string; sha: string };
  labels?: string[];
  mergeCommitSha?: string;
  /** Commits of the branch besides the head. */
  commits?: string[];
}

export interface IssueRecord {
  repository: string;
  number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  author: string;
  labels: string[];
  createdAt: string;
  updatedAt: string;
}

export interface CommentRecord {
  id: number;
  repository: string;
  /** Number of the issue or pull request. */
  issue: number;
  author: string;
  body: string;
  createdAt: string;
  updatedAt: string;
  /** Why it is folded away, e.g. OUTDATED. */
  minimized?: string;
}

export interface RunRecord {
  id: number;
  repository: string;
  event: string;
  /** Path of the workflow's file. */
  path: string;
  name: string;
  headBranch: string;
  headSha: string;
  headRepository: string;
  number: number;
  attempt: number;
  actor: string;
}

export interface ArtifactRecord {
  id: number;
  repository: string;
  runId: number;
  /** The run's and job's ids in the results service. */
  runBackendId: string;
  jobBackendId: string;
  name: string;
  createdAt: string;
  /** Unset until it is finalised. */
  size?: number;
  /** `sha256:…` of the archive. */
  digest?: string;
  /** SHA-256 under which the bytes are kept; unset until they are uploaded. */
  content?: string;
  mimeType: string;
}

export type Permissions = Partial<Record<string, string>>;

/** The job that credentials are made for. What is not given is derived from the rest. */
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
  /** The repository the head commit is in, when it is a fork. */
  headRepository?: string;
  environment?: string;
  permissions: Permissions;
}

export interface JobCredentials {
  /** GITHUB_TOKEN */
  token: string;
  /** ACTIONS_RUNTIME_TOKEN */
  runtimeToken: string;
  /** ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN; only with `id-token: write`. */
  idToken?: { url: string; token: string };
}
