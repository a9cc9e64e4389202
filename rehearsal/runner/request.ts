// The runner's contract: the request, the events of a run, and its result.

/** A repository that the run can reach. Its files are on this machine. */
export interface Repository {
  /** owner/name */
  name: string;
  /** The folder with its files. */
  directory: string;
  sha: string;
  /** Full name of the ref that `sha` is the head of, such as refs/heads/main. */
  ref: string;
  /** Whether jobs of other repositories cannot read it with their token. */
  private?: boolean;
}

export type Access = "none" | "read" | "write";

/** The permissions of a job's token, by name (contents, id-token, ...). A permission that is not listed is "none". */
export type Permissions = Readonly<Record<string, Access>>;

/** What is known about a job when its credentials are issued. */
export interface JobIdentity {
  /** Path of job ids from the caller down, such as "dev / infrastructure". */
  id: string;
  permissions: Permissions;
  environment?: string;
  /** owner/repo/path@ref of the file that contains the job (the claim job_workflow_ref). */
  workflowRef: string;
  workflowSha: string;
  /** owner/repo/path@ref of the file that the event started (the claim workflow_ref). */
  callerWorkflowRef: string;
  repository: string;
  ref: string;
  sha: string;
  headRef: string;
  baseRef: string;
  eventName: string;
  actor: string;
  runId: number;
  runNumber: number;
  runAttempt: number;
  checkRunId: number;
}

export interface Credentials {
  /** GITHUB_TOKEN of the job. */
  token: string;
  /** Only for jobs with `id-token: write`. */
  idToken?: { url: string; token: string };
  /** Variables of the job's processes, in addition to the run's environment. */
  environment?: Readonly<Record<string, string>>;
}

/** A job that names an environment and is about to start. */
export interface Deployment {
  /** Path of job ids, as in JobIdentity. */
  job: string;
  environment: string;
  ref: string;
}

/** The result of an environment's protection rules for a job. */
export interface Gate {
  /** The environment did not exist: GitHub creates it, without protection. */
  created: boolean;
  /** Unset if no approval is required. */
  approval?: { state: "approved" | "rejected"; user: string; comment: string };
}

/** A reviewer's decision about a job that waited for an environment. */
export interface Approval {
  job: string;
  environment: string;
  state: "approved" | "rejected";
  user: string;
  comment: string;
}

/** How long the runner waits, in milliseconds. The defaults are those of GitHub's runner. */
export interface Timing {
  /** From SIGINT to SIGTERM: 7500. */
  interrupt: number;
  /** From SIGTERM to killing the tree: 2500. */
  terminate: number;
  /** How long a descendant may hold the output open after the child ended: 5000. */
  drain: number;
  /** Length of a minute of `timeout-minutes`: 60000. */
  minute: number;
}

export interface RunRequest {
  /** The repository of the event. `./` workflows and checkout's default refer to it. */
  repository: Repository;
  /** Repositories that `uses: owner/repo/path@ref` and checkout's `repository` can name. */
  others: readonly Repository[];
  /** owner/repo of actions whose steps do nothing. */
  skipped?: readonly string[];
  /** Path of the workflow in `repository`, such as .github/workflows/deploy.yml. */
  workflow: string;
  event: { name: string; payload: Record<string, unknown> };
  /** Default: the ref of `repository`. */
  ref?: string;
  /** Default: the sha of `repository`. */
  sha?: string;
  /** Source and target branch of a pull request. */
  headRef?: string;
  baseRef?: string;
  /** Inputs of workflow_dispatch. */
  inputs?: Readonly<Record<string, string | number | boolean>>;
  /** Inputs for called workflows that declare them and whose caller does not set them. */
  calledWith?: Readonly<Record<string, string>>;
  vars: Readonly<Record<string, string>>;
  /** Variables of GitHub environments, by environment: in jobs of the environment, they take precedence over `vars`. */
  environmentVars?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  secrets?: Readonly<Record<string, string>>;
  /**
   * Secrets of GitHub environments, by environment: in jobs of the environment, they replace other secrets of the same
   * name.
   */
  environmentSecrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  actor: string;
  runId: number;
  runNumber: number;
  runAttempt: number;
  servers: { serverUrl: string; apiUrl: string; graphqlUrl: string };
  credentials(job: JobIdentity): Promise<Credentials>;
  /**
   * Applies the protection rules of a job's environment. Without this function, every job passes.
   * @throws Error in GitHub's words if the job's ref may not deploy there
   */
  gate?(deployment: Deployment): Promise<Gate> | Gate;
  /**
   * The environment that every process starts with (PATH, HOME, AWS_ENDPOINT_URL, ...). No other variables of the host
   * are visible.
   */
  environment: Readonly<Record<string, string>>;
  /** The folder for workspaces, temporary files and logs of this run. */
  directory: string;
  /** The node binary that runs JavaScript actions. */
  node: string;
  observe?(event: RunEvent): void;
  /** Cancels the run. */
  signal?: AbortSignal;
  timing?: Partial<Timing>;
}

export type Conclusion = "success" | "failure" | "cancelled" | "skipped";

export interface Annotation {
  level: "error" | "warning" | "notice";
  message: string;
  title?: string;
  file?: string;
  line?: number;
  endLine?: number;
  column?: number;
  endColumn?: number;
  /** Name of the step that wrote it. */
  step?: string;
}

export interface StepResult {
  /** The step's id in the workflow, if it has one. */
  id?: string;
  name: string;
  /** The result before continue-on-error is applied. */
  outcome: Conclusion;
  conclusion: Conclusion;
  ms: number;
  outputs?: Readonly<Record<string, string>>;
}

export interface JobResult {
  /** Path of job ids from the caller down, such as "dev / infrastructure". */
  id: string;
  name: string;
  result: Conclusion;
  ms: number;
  steps: StepResult[];
  outputs: Readonly<Record<string, string>>;
  environment?: { name: string; url?: string };
  annotations: Annotation[];
  /** Markdown of each step that wrote a summary, masked. */
  summaries: string[];
  /** Path of the job's log; "" for a job that did not run. */
  log: string;
}

export interface RunResult {
  /** Whether the result is success or every job was skipped. */
  ok: boolean;
  result: Conclusion;
  jobs: JobResult[];
  /** The reviewers' decisions, in the order in which the jobs waited for them. */
  approvals: Approval[];
  /** Environments that did not exist before the run. */
  createdEnvironments: string[];
  /** Outputs of the called workflow, if the run's workflow has workflow_call outputs. */
  outputs: Readonly<Record<string, string>>;
}

/** `job` and `step` are the ids and names of JobResult and StepResult. */
export type RunEvent =
  | { type: "job-queued"; job: string; name: string }
  | { type: "job-started"; job: string; name: string; environment?: string }
  | { type: "job-finished"; job: string; result: JobResult }
  | { type: "approval"; job: string; approval: Approval }
  | { type: "environment-created"; job: string; environment: string }
  | { type: "step-started"; job: string; step: string }
  | { type: "step-finished"; job: string; step: string; result: StepResult }
  | { type: "log"; job: string; step: string; text: string }
  | { type: "annotation"; job: string; step: string; annotation: Annotation }
  | { type: "summary"; job: string; step: string; markdown: string };
