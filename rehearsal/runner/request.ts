// The runner's contract: the request, the events of a run, and its result.

/** A repository the run can reach, with its files on this machine. */
export interface Repository {
  /** owner/name */
  name: string;
  /** The folder that holds its files. */
  directory: string;
  sha: string;
  /** Full name of the ref that `sha` is the head of, such as refs/heads/main. */
  ref: string;
  /** The token of another repository's job cannot read it. */
  private?: boolean;
}

export type Access = "none" | "read" | "write";

/** What a job's token may do, by permission name (contents, id-token, ...). What is not named is "none". */
export type Permissions = Readonly<Record<string, Access>>;

/** What is known of a job when its credentials are issued. */
export interface JobIdentity {
  /** Path of job ids from the caller down, such as "dev / infrastructure". */
  id: string;
  permissions: Permissions;
  environment?: string;
  /** owner/repo/path@ref of the file that holds the job (the claim job_workflow_ref). */
  workflowRef: string;
  workflowSha: string;
  /** owner/repo/path@ref of the file the event started (the claim workflow_ref). */
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
  /** Variables of the job's processes, on top of the run's environment. */
  environment?: Readonly<Record<string, string>>;
}

/** A job that names an environment and is about to start. */
export interface Deployment {
  /** Path of job ids, as in JobIdentity. */
  job: string;
  environment: string;
  ref: string;
}

/** How an environment's protection rules let a job pass. */
export interface Gate {
  /** The environment did not exist: GitHub makes it, without protection. */
  created: boolean;
  /** Unset when nobody has to approve. */
  approval?: { state: "approved" | "rejected"; user: string; comment: string };
}

/** What a person said about a job that waited for an environment. */
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
  /** The repository the event happened in; `./` workflows and checkout's default are its own. */
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
  /** Of workflow_dispatch. */
  inputs?: Readonly<Record<string, string | number | boolean>>;
  /** Inputs of called workflows that have them and whose caller leaves them out. */
  calledWith?: Readonly<Record<string, string>>;
  vars: Readonly<Record<string, string>>;
  /** Variables of GitHub environments, by environment: they win over `vars` in jobs of that environment. */
  environmentVars?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  secrets?: Readonly<Record<string, string>>;
  /** Secrets of GitHub environments, by environment: jobs that name one see them, in place of others of the same name. */
  environmentSecrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  actor: string;
  runId: number;
  runNumber: number;
  runAttempt: number;
  servers: { serverUrl: string; apiUrl: string; graphqlUrl: string };
  credentials(job: JobIdentity): Promise<Credentials>;
  /**
   * The protection rules of the environment that a job names; every job passes when it is left out.
   * @throws Error in GitHub's words when the job's ref may not deploy there
   */
  gate?(deployment: Deployment): Promise<Gate> | Gate;
  /** The environment every process starts from (PATH, HOME, AWS_ENDPOINT_URL, ...); nothing else of the host leaks in. */
  environment: Readonly<Record<string, string>>;
  /** Workspaces, temporary files and logs of this run go here. */
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
  /** The id the workflow gives the step, when it gives one. */
  id?: string;
  name: string;
  /** What happened, before continue-on-error is looked at. */
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
  /** True when the result is success or every job was skipped. */
  ok: boolean;
  result: Conclusion;
  jobs: JobResult[];
  /** Of people, in the order in which jobs asked for them. */
  approvals: Approval[];
  /** Environments that did not exist before the run. */
  createdEnvironments: string[];
  /** Outputs of the called workflow, when the run's workflow has workflow_call outputs. */
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
