import type { EventPayload } from "./event.ts";
import { pullRequestOfRef } from "./event.ts";

/** The few facts of the event that the actions use. lib/runtime builds it from the runner's variables. */
export interface GitHubContext {
  /** owner/name of the repository the workflow runs in. */
  repository: string;
  /** It stays the same if the repository is renamed. Undefined on a server that does not set it. */
  repositoryId: number | undefined;
  eventName: string;
  /** The commit of the run; for pull_request, the merge commit. */
  sha: string;
  /** Steps have checked out another commit than the run's commit, and `sha` is the one that they checked out. */
  isOtherCheckout?: true;
  /** The commit that people mean: the head of the pull request, otherwise `sha`. */
  headSha: string;
  ref: string;
  /** Name of the repository's default branch. Undefined if the event does not contain it. */
  defaultBranch: string | undefined;
  /** The commit that a push replaces. Undefined for other events, and for the first push of a branch. */
  before: string | undefined;
  /** Time of the push that started the run, in milliseconds by GitHub's clock. Undefined for other events. */
  pushedAt?: number | undefined;
  /** Name of the branch that a pull request is to be merged into. Undefined for other events. */
  baseBranch: string | undefined;
  /** The commit that a merge queue merges into. Undefined for other events. */
  mergeGroupBase: string | undefined;
  actor: string;
  workflow: string;
  job: string;
  runId: number;
  runNumber: number;
  runAttempt: number;
  apiUrl: string;
  serverUrl: string;
  /** Number of the pull request that the event is about. A comment on a pull request is about it too. */
  pullRequest: number | undefined;
}

/**
 * Reads the context from GITHUB_… variables and the event's payload.
 * @param payload undefined = there is no readable event file
 */
export function readContext(
  variables: Readonly<Record<string, string | undefined>>,
  payload: EventPayload | undefined,
): GitHubContext {
  const text = (name: string) => variables[name] ?? "";
  const id = Number(text("GITHUB_REPOSITORY_ID"));
  return {
    repository: text("GITHUB_REPOSITORY"),
    repositoryId: id > 0 ? id : undefined,
    eventName: text("GITHUB_EVENT_NAME"),
    sha: text("GITHUB_SHA"),
    headSha: payload?.pull_request?.head?.sha ?? text("GITHUB_SHA"),
    ref: text("GITHUB_REF"),
    defaultBranch: payload?.repository?.default_branch,
    before: commitBefore(payload),
    pushedAt: timeOfPush(payload),
    baseBranch: payload?.pull_request?.base?.ref,
    mergeGroupBase: payload?.merge_group?.base_sha,
    actor: text("GITHUB_ACTOR"),
    workflow: text("GITHUB_WORKFLOW"),
    job: text("GITHUB_JOB"),
    runId: Number(text("GITHUB_RUN_ID")),
    runNumber: Number(text("GITHUB_RUN_NUMBER")),
    runAttempt: Number(text("GITHUB_RUN_ATTEMPT")),
    apiUrl: variables["GITHUB_API_URL"] ?? "https://api.github.com",
    serverUrl: variables["GITHUB_SERVER_URL"] ?? "https://github.com",
    pullRequest: pullRequestOf(payload) ?? pullRequestOfRef(text("GITHUB_REF")),
  };
}

/** Returns the commit before a push. GitHub writes forty zeros if there was none. */
const commitBefore = (payload: EventPayload | undefined): string | undefined =>
  payload?.before === undefined || /^0*$/.test(payload.before) ? undefined : payload.before;

function timeOfPush(payload: EventPayload | undefined): number | undefined {
  const seconds = payload?.repository?.pushed_at;
  return typeof seconds === "number" ? seconds * 1000 : undefined;
}

const pullRequestOf = (payload: EventPayload | undefined): number | undefined =>
  payload?.pull_request?.number ??
  (payload?.issue?.pull_request === undefined ? undefined : payload.issue.number);

/** Returns the address of this run's page. */
export const runUrl = (context: GitHubContext): string =>
  `${context.serverUrl}/${context.repository}/actions/runs/${context.runId}`;
