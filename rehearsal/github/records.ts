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
  /** `repository` is the fork's name if the pull request comes from a fork. */
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
  /** Every text that it has had, newest first; missing until the first edit. */
  edits?: string[];
  /** Somebody has hidden ("minimized") the comment. */
  hidden?: boolean;
  createdAt: string;
  updatedAt: string;
}

/** An environment of a repository, with its protection rules. */
export interface EnvironmentRecord {
  /** owner/name */
  repository: string;
  id: number;
  name: string;
  /** Logins of the required reviewers, one of whom must approve. If empty, no approval is required. */
  reviewers: string[];
  /** Patterns for the branches that may deploy to it. If neither branches nor tags are given, every ref may. */
  branches?: string[];
  /** Patterns for the tags that may deploy to it. */
  tags?: string[];
  createdAt: string;
  updatedAt: string;
}

/** A reviewer's decision about the jobs of a run that wait for an environment. */
export interface ApprovalRecord {
  /** owner/name */
  repository: string;
  runId: number;
  environment: string;
  state: "approved" | "rejected";
  user: string;
  comment: string;
}

/** A run of a workflow. It is running if it has no conclusion. */
export interface RunRecord {
  /** owner/name */
  repository: string;
  id: number;
  number: number;
  attempt: number;
  event: string;
  /** Path of the workflow's file. */
  workflow: string;
  ref: string;
  sha: string;
  /** For a pull request: the last commit of its branch. */
  headSha?: string;
  /** owner/name of the fork that contains the branch. */
  headRepository?: string;
  conclusion?: string;
}

export type Permissions = Partial<Record<string, string>>;

/** The job that credentials are for. Omitted fields are derived from the others. */
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
  /** The same for the file that contains the job. It differs for a reusable workflow. */
  jobWorkflowRef?: string;
  jobWorkflowSha?: string;
  headRef?: string;
  baseRef?: string;
  environment?: string;
  /** Identifies the job across all runs. */
  checkRunId?: number;
  permissions: Permissions;
}

export interface JobCredentials {
  /** GITHUB_TOKEN */
  token: string;
  /** ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN; only with `id-token: write`. */
  idToken?: { url: string; token: string };
}

export interface CommitRecord {
  sha: string;
  message: string;
  /** Paths that differ from its first parent. */
  files: string[];
}

/** The history of a repository. */
export interface Commits {
  /** Returns what `head` contains and `base` does not, oldest commit first; undefined if one of them does not exist. */
  compare(base: string, head: string): { commits: CommitRecord[]; files: string[] } | undefined;
  read(sha: string): CommitRecord | undefined;
}

/** A label of a pull request. */
export interface LabelRecord {
  /** owner/name */
  repository: string;
  issue: number;
  name: string;
}

/** A status of a commit. For each context, the last status counts. */
export interface CommitStatusRecord {
  /** owner/name */
  repository: string;
  sha: string;
  context: string;
  state: string;
  description: string;
  url: string;
}
