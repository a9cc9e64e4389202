import { createHash } from "node:crypto";
import { isObject } from "../../base/object.ts";
import { text, type Value } from "../expressions.ts";
import { workflowRef, type Workflow } from "../load/workflow.ts";
import type { JobIdentity, Repository, RunRequest } from "../request.ts";

/** Keys of the github context that every process gets as GITHUB_<KEY>, in addition to a step's command files. */
const EXPORTED = [
  "actor",
  "actor_id",
  "api_url",
  "base_ref",
  "event_name",
  "event_path",
  "graphql_url",
  "head_ref",
  "job",
  "ref",
  "ref_name",
  "ref_protected",
  "ref_type",
  "repository",
  "repository_id",
  "repository_owner",
  "repository_owner_id",
  "retention_days",
  "run_attempt",
  "run_id",
  "run_number",
  "server_url",
  "sha",
  "triggering_actor",
  "workflow",
  "workflow_ref",
  "workflow_sha",
  "workspace",
];

/** Returns the commit of a repository in this run. A pull request's run uses its merge commit. */
export const commitOf = (repository: Repository, request: RunRequest): string =>
  repository === request.repository ? (request.sha ?? repository.sha) : repository.sha;

export const refOf = (repository: Repository, request: RunRequest): string =>
  repository === request.repository ? (request.ref ?? repository.ref) : repository.ref;

/** Returns the part of a ref after refs/heads/, refs/tags/ or refs/pull/. */
export const shortRef = (ref: string): string => ref.replace(/^refs\/(heads|tags|pull)\//, "");

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;

/** Returns the id from the event, otherwise an id that is derived from the name. */
function idOf(given: unknown, name: string): string {
  if (typeof given === "number" || typeof given === "string") return String(given);
  return String(createHash("sha256").update(name).digest().readUInt32BE(0));
}

function refContext(request: RunRequest): Record<string, Value> {
  const ref = refOf(request.repository, request);
  return {
    ref,
    ref_name: shortRef(ref),
    ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
    ref_protected: false,
    sha: commitOf(request.repository, request),
    head_ref: request.headRef ?? "",
    base_ref: request.baseRef ?? "",
  };
}

/** Makes the github context before a job is known. Job and step fields are added later. */
export function githubContext(request: RunRequest, workflow: Workflow): Record<string, Value> {
  const { name } = request.repository;
  const [owner = ""] = name.split("/");
  const repository = request.event.payload["repository"];
  const sender = field(request.event.payload["sender"], "id");
  return {
    ...refContext(request),
    repository: name,
    repository_id: idOf(field(repository, "id"), name),
    repository_owner: owner,
    repository_owner_id: idOf(field(field(repository, "owner"), "id"), owner),
    repositoryUrl: `git://${new URL(request.servers.serverUrl).host}/${name}.git`,
    actor: request.actor,
    actor_id: idOf(sender, request.actor),
    triggering_actor: request.actor,
    event_name: request.event.name,
    event: request.event.payload as Record<string, Value>,
    run_id: String(request.runId),
    run_number: String(request.runNumber),
    run_attempt: String(request.runAttempt),
    retention_days: "90",
    workflow: workflow.name,
    workflow_ref: workflowRef(workflow),
    workflow_sha: commitOf(workflow.repository, request),
    server_url: request.servers.serverUrl,
    api_url: request.servers.apiUrl,
    graphql_url: request.servers.graphqlUrl,
    secret_source: "Actions",
  };
}

/** Makes the job context: the file that contains the job, with its repository and commit. */
export const jobContext = (
  workflow: Workflow,
  request: RunRequest,
  checkRunId: number,
): Record<string, Value> => ({
  check_run_id: checkRunId,
  workflow_ref: workflowRef(workflow),
  workflow_sha: commitOf(workflow.repository, request),
  workflow_repository: workflow.repository.name,
  workflow_file_path: workflow.path,
});

/** Returns the GITHUB_* variables of every process, from the github context of its step. */
export function githubEnvironment(github: Record<string, Value>): Record<string, string> {
  const entries = EXPORTED.map((key) => {
    const value = github[key];
    return [`GITHUB_${key.toUpperCase()}`, text(value)] as const;
  });
  return { ...Object.fromEntries(entries), GITHUB_ACTIONS: "true" };
}

/** Makes the runner context: this machine's properties, under the names of GitHub's runner. */
export function runnerContext(
  temp: string,
  tools: string,
  workspace: string,
): Record<string, Value> {
  const systems: Partial<Record<NodeJS.Platform, string>> = { darwin: "macOS", win32: "Windows" };
  const architectures: Partial<Record<string, string>> = {
    arm: "ARM",
    arm64: "ARM64",
    ia32: "X86",
  };
  return {
    os: systems[process.platform] ?? "Linux",
    arch: architectures[process.arch] ?? "X64",
    name: "rehearsal",
    environment: "github-hosted",
    temp,
    tool_cache: tools,
    workspace,
  };
}

/**
 * Returns the labels of an evaluated `runs-on`: a string, a list, or a mapping that contains one of them under
 * `labels`.
 */
export function labelsIn(runsOn: Value | undefined): string[] {
  const labels = isObject(runsOn) ? runsOn["labels"] : runsOn;
  const all = Array.isArray(labels) ? labels : [labels];
  return all.filter((label) => typeof label === "string");
}

/**
 * Returns the runner of a job. If the job uses one of GitHub's labels for arm64, its architecture differs from this
 * machine's.
 */
export const withLabels = (
  runner: Record<string, Value>,
  runsOn: Value | undefined,
): Record<string, Value> => {
  const isArm = labelsIn(runsOn).some((label) => /-arm(?:64)?$/.test(label));
  return isArm ? { ...runner, arch: "ARM64" } : runner;
};

/** Returns the RUNNER_* variables of every process. */
export function runnerEnvironment(runner: Record<string, Value>): Record<string, string> {
  const set = Object.entries(runner).filter(([, value]) => value !== "");
  return Object.fromEntries(
    set.map(([key, value]) => [`RUNNER_${key.toUpperCase()}`, text(value)]),
  );
}

/** Returns what the caller of the run learns about a job whose credentials it issues. */
export function jobIdentity(
  request: RunRequest,
  root: Workflow,
  workflow: Workflow,
  job: Pick<JobIdentity, "id" | "permissions" | "checkRunId"> & { environment?: string },
): JobIdentity {
  return {
    ...job,
    workflowRef: workflowRef(workflow),
    workflowSha: commitOf(workflow.repository, request),
    callerWorkflowRef: workflowRef(root),
    repository: request.repository.name,
    ref: refOf(request.repository, request),
    sha: commitOf(request.repository, request),
    headRef: request.headRef ?? "",
    baseRef: request.baseRef ?? "",
    eventName: request.event.name,
    actor: request.actor,
    runId: request.runId,
    runNumber: request.runNumber,
    runAttempt: request.runAttempt,
  };
}
