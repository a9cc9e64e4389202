import type { PullRequest } from "./github/index.ts";
import type { Failure } from "./world/start.ts";
import { CONSUMER } from "./world/repositories.ts";
import type { Repository, RunRequest } from "./runner/request.ts";

/** What happens on GitHub, in the words of the command line. */
export interface Scenario {
  title: string;
  pullRequest: PullRequest;
  request: Pick<RunRequest, "event" | "ref" | "sha" | "headRef" | "baseRef">;
}

const NUMBER = 1;
const BRANCH = "change";

/** @param fork whether the pull request comes from a fork; nothing else can */
export type Prepare = (repository: Repository, fork: boolean) => Scenario;

export const SCENARIOS: Readonly<Record<string, Prepare>> = {
  deploy: pushToMain,
  plan: pullRequest,
};

const repositoryPayload = {
  id: 700001,
  full_name: CONSUMER,
  name: CONSUMER.split("/")[1],
  owner: { login: CONSUMER.split("/")[0] },
  default_branch: "main",
  private: true,
};

const FORK = "somebody/fleet";

const forkPayload = {
  ...{ id: 700002, full_name: FORK, name: "fleet", owner: { login: "somebody" } },
  ...{ default_branch: "main", private: true, fork: true },
};

/** A pull request was merged: its commit is pushed to main. */
function pushToMain({ sha }: Repository): Scenario {
  return {
    title: `push to main of ${CONSUMER}`,
    pullRequest: {
      ...changeOf(sha),
      state: "closed",
      merged: true,
      mergeCommitSha: sha,
    },
    request: {
      event: {
        name: "push",
        payload: {
          ref: "refs/heads/main",
          before: "0".repeat(40),
          after: sha,
          head_commit: { id: sha, message: "The change is merged" },
          repository: repositoryPayload,
        },
      },
    },
  };
}

/** A pull request got a new commit. */
function pullRequest({ sha }: Repository, fork: boolean): Scenario {
  const { head, ...change } = changeOf(sha);
  const side = (
    { ref, sha: commit }: { ref: string; sha: string },
    repo: typeof repositoryPayload,
  ) => ({
    ...{ ref, sha: commit, label: `${repo.owner.login ?? ""}:${ref}`, repo },
  });
  return {
    title: `pull request #${NUMBER} of ${CONSUMER}${fork ? `, from the fork ${FORK}` : ""}`,
    pullRequest: { ...change, head: fork ? { ...head, repository: FORK } : head },
    request: {
      event: {
        name: "pull_request",
        payload: {
          action: "synchronize",
          number: NUMBER,
          pull_request: {
            ...{ number: NUMBER, title: change.title, state: "open", draft: false, labels: [] },
            head: side(head, fork ? forkPayload : repositoryPayload),
            base: side(change.base, repositoryPayload),
          },
          repository: repositoryPayload,
        },
      },
      ref: `refs/pull/${NUMBER}/merge`,
      headRef: BRANCH,
      baseRef: "main",
    },
  };
}

const changeOf = (sha: string): PullRequest => ({
  repository: CONSUMER,
  number: NUMBER,
  title: "A change",
  state: "open",
  head: { ref: BRANCH, sha },
  base: { ref: "main", sha: "0".repeat(40) },
});

/** What `--fail` can break, by name: the story people read, and where it is injected. */
export const FAILURES: Readonly<Record<string, Failure & { story: string }>> = {
  "image-not-found": {
    story: "the kubelet cannot find the backend's image in the registry",
    kubernetes: { reason: "image-not-found", workload: "backend" },
  },
  crash: {
    story: "the backend's container exits with an error soon after it starts",
    kubernetes: { reason: "crash", workload: "backend" },
  },
  "out-of-memory": {
    story: "the kernel ends the backend's container at its memory limit",
    kubernetes: { reason: "oom", workload: "backend" },
  },
  unschedulable: {
    story: "no node has room for the frontend's pods",
    kubernetes: { reason: "unschedulable", workload: "frontend" },
  },
  quota: {
    story: "the namespace's quota refuses the frontend's pods",
    kubernetes: { reason: "quota", workload: "frontend" },
  },
  "state-put": {
    story: "S3 denies the write of the infrastructure's state after the apply, once",
    aws: {
      match: { operation: "s3:PutObject", path: /\/infrastructure\/terraform\.tfstate\?/ },
      respond: {
        status: 403,
        headers: { "content-type": "application/xml" },
        body: "<Error><Code>AccessDenied</Code><Message>User is not authorized to perform: s3:PutObject because no identity-based policy allows the s3:PutObject action</Message></Error>",
      },
    },
  },
};

export const isFailure = (name: string): boolean => Object.hasOwn(FAILURES, name);
