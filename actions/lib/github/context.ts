/** The few facts of the event that the actions use; built from the runner's variables by lib/runtime. */
export interface GitHubContext {
  /** owner/name of the repository the workflow runs in. */
  repository: string;
  eventName: string;
  /** The commit of the run; for pull_request the merge commit. */
  sha: string;
  /** The commit people mean: the head of the pull request, else `sha`. */
  headSha: string;
  ref: string;
  actor: string;
  workflow: string;
  job: string;
  runId: number;
  runNumber: number;
  runAttempt: number;
  apiUrl: string;
  serverUrl: string;
  /** Number of the pull request of the event, when it has one. */
  pullRequest: number | undefined;
  /** A pull request from another repository: it gets no credentials and a read-only token. */
  fork: boolean;
}

interface EventPayload {
  number?: number;
  pull_request?: { number: number; head?: { sha?: string; repo?: { full_name?: string } | null } };
}

/** Reads the context from GITHUB_… variables and the event's payload. */
export function readContext(
  variables: Readonly<Record<string, string | undefined>>,
  payload: unknown,
): GitHubContext {
  const text = (name: string) => variables[name] ?? "";
  const event = (payload ?? {}) as EventPayload;
  const head = event.pull_request?.head;
  const repository = text("GITHUB_REPOSITORY");
  return {
    repository,
    eventName: text("GITHUB_EVENT_NAME"),
    sha: text("GITHUB_SHA"),
    headSha: head?.sha ?? text("GITHUB_SHA"),
    ref: text("GITHUB_REF"),
    actor: text("GITHUB_ACTOR"),
    workflow: text("GITHUB_WORKFLOW"),
    job: text("GITHUB_JOB"),
    runId: Number(text("GITHUB_RUN_ID")),
    runNumber: Number(text("GITHUB_RUN_NUMBER")),
    runAttempt: Number(text("GITHUB_RUN_ATTEMPT")),
    apiUrl: variables["GITHUB_API_URL"] ?? "https://api.github.com",
    serverUrl: variables["GITHUB_SERVER_URL"] ?? "https://github.com",
    pullRequest: event.pull_request?.number,
    // A deleted fork has no repository at all.
    fork: event.pull_request !== undefined && head?.repo?.full_name !== repository,
  };
}

/** Address of this run's page. */
export const runUrl = (context: GitHubContext): string =>
  `${context.serverUrl}/${context.repository}/actions/runs/${context.runId}`;
