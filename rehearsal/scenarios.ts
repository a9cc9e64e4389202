import type { PullRequest } from "./github/index.ts";
import { CONSUMER } from "./world/repositories.ts";
import type { RunRequest } from "./runner/request.ts";

/** The event that starts a workflow, and what exists on GitHub at that time. */
export interface Scenario {
  title: string;
  /** The pull request's state after the event; unset if the event has no pull request. */
  pullRequest?: PullRequest;
  request: Pick<RunRequest, "event" | "ref" | "headRef" | "baseRef" | "inputs">;
}

export const PULL_REQUEST = 1;
export const BRANCH = "change";

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
  id: 700003,
  full_name: FORK,
  name: "fleet",
  owner: { login: "somebody" },
  default_branch: "main",
  private: true,
  fork: true,
};

/** The commits before and after a change. */
interface Change {
  /** The previous commit of main; unset if main did not exist. */
  before?: string | undefined;
  /** The last commit of the pull request's branch. */
  head: string;
}

/** A pull request is merged: its commit is pushed to main. */
export function pushToMain(sha: string, { before, head }: Change): Scenario {
  return {
    title: `push to main of ${CONSUMER}`,
    pullRequest: {
      ...changeOf({ before, head }),
      state: "closed",
      merged: true,
      mergeCommitSha: sha,
    },
    request: {
      event: {
        name: "push",
        payload: {
          ref: "refs/heads/main",
          before: before ?? NOTHING,
          after: sha,
          head_commit: { id: sha, message: "The change is merged" },
          repository: repositoryPayload,
        },
      },
    },
  };
}

/** A pull request gets a new commit. @param fork whether it comes from a fork */
export function pullRequest(change: Change, fork: boolean): Scenario {
  const { head, ...pull } = changeOf(change);
  const side = (
    { ref, sha: commit }: { ref: string; sha: string },
    repo: typeof repositoryPayload,
  ) => ({
    ref,
    sha: commit,
    label: `${repo.owner.login ?? ""}:${ref}`,
    repo,
  });
  return {
    title: `pull request #${PULL_REQUEST} of ${CONSUMER}${fork ? `, from the fork ${FORK}` : ""}`,
    pullRequest: { ...pull, head: fork ? { ...head, repository: FORK } : head },
    request: {
      event: {
        name: "pull_request",
        payload: {
          action: "synchronize",
          number: PULL_REQUEST,
          pull_request: {
            number: PULL_REQUEST,
            title: pull.title,
            state: "open",
            draft: false,
            labels: [],
            head: side(head, fork ? forkPayload : repositoryPayload),
            base: side(pull.base, repositoryPayload),
          },
          repository: repositoryPayload,
        },
      },
      ref: `refs/pull/${PULL_REQUEST}/merge`,
      headRef: BRANCH,
      baseRef: "main",
    },
  };
}

/**
 * A merge queue creates a commit from main and a pull request. The commit is tested before it becomes main.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#merge_group
 */
export function mergeGroup(change: Change, { sha, ref }: { sha: string; ref: string }): Scenario {
  const { before = NOTHING } = change;
  return {
    title: `merge queue of ${CONSUMER} with pull request #${PULL_REQUEST}`,
    pullRequest: changeOf(change),
    request: {
      event: {
        name: "merge_group",
        payload: {
          action: "checks_requested",
          merge_group: {
            head_sha: sha,
            head_ref: ref,
            base_sha: before,
            base_ref: "refs/heads/main",
          },
          repository: repositoryPayload,
        },
      },
      ref,
    },
  };
}

/**
 * Somebody publishes a release for a tag of main.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#release
 */
export function publish(tag: string): Scenario {
  return {
    title: `release ${tag} of ${CONSUMER}`,
    request: {
      event: {
        name: "release",
        payload: {
          action: "published",
          release: {
            tag_name: tag,
            name: tag,
            target_commitish: "main",
            draft: false,
            prerelease: false,
          },
          repository: repositoryPayload,
        },
      },
      ref: `refs/tags/${tag}`,
    },
  };
}

/** Somebody starts a workflow of main manually. @param workflow path of its file */
export function dispatch(workflow: string, inputs: Readonly<Record<string, string>>): Scenario {
  const given = Object.entries(inputs).map(([name, value]) => `${name}: ${value}`);
  const details = given.length === 0 ? "" : ` with ${given.join(", ")}`;
  return {
    title: `dispatch of ${workflow} of ${CONSUMER}${details}`,
    request: {
      event: {
        name: "workflow_dispatch",
        payload: { inputs, ref: "refs/heads/main", workflow, repository: repositoryPayload },
      },
      inputs,
    },
  };
}

const NOTHING = "0".repeat(40);

const changeOf = ({ before = NOTHING, head }: Change): PullRequest => ({
  repository: CONSUMER,
  number: PULL_REQUEST,
  title: "A change",
  state: "open",
  head: { ref: BRANCH, sha: head },
  base: { ref: "main", sha: before },
});
