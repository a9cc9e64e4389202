import { retry } from "../retry.ts";
import type { GitHubClient } from "./client.ts";
import type { GitHubContext } from "./context.ts";
import { isSameRepository } from "./event.ts";

/** A pull request whose merge created a commit of this repository. */
export interface MergedPull {
  number: number;
  /** The last commit of its branch. */
  headSha: string;
  /** The branch belongs to this repository, not to a fork. */
  isOwn: boolean;
}

type CommitOfRun = Pick<GitHubContext, "eventName" | "sha" | "ref" | "pushedAt"> &
  Partial<Pick<GitHubContext, "repositoryId">>;

/** The pull request of a run; or why there is none, in words that follow "no comment was written:". */
export type PullRequestOfRun = { number: number } | { why: string };

/**
 * Finds the pull request that a run belongs to: the event's own; in a merge queue the one that its branch is named
 * after; after a push the one whose merge created the commit; for a run that was started by hand the open one of its
 * branch. The token needs `pull-requests: read`.
 * @throws the octokit error if GitHub refuses: then it is not known whether there is one
 */
export async function findPullRequest(
  client: GitHubClient,
  context: Pick<GitHubContext, "pullRequest"> & CommitOfRun,
): Promise<PullRequestOfRun> {
  const { pullRequest, eventName, sha, ref } = context;
  if (pullRequest !== undefined) return { number: pullRequest };
  const commit = sha.slice(0, 12);
  switch (eventName) {
    case "merge_group":
      return pullOfQueue(ref);
    case "push": {
      const pull = await findMergedPull(client, context);
      return (
        pull ?? { why: `GitHub knows of no pull request whose merge created the commit ${commit}` }
      );
    }
    case "workflow_dispatch":
      return await findOpenPull(client, context);
    default:
      return { why: `a run for the event ${eventName} does not look for a pull request` };
  }
}

/**
 * Returns the pull request of a merge queue's branch. For a group of several pull requests, the branch has the last
 * one's number: refs/heads/gh-readonly-queue/main/pr-12-<commit>.
 */
function pullOfQueue(ref: string): PullRequestOfRun {
  const number = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]+$/.exec(ref)?.[1];
  if (number === undefined) return { why: `${ref} is not a branch of a merge queue` };
  return { number: Number(number) };
}

async function findOpenPull(client: GitHubClient, context: CommitOfRun): Promise<PullRequestOfRun> {
  const own = repositoryOf(client, context);
  const [open, ...others] = (await listPulls(client, context)).filter(
    ({ state, base, head }) =>
      state === "open" &&
      head.sha === context.sha &&
      `refs/heads/${head.ref}` === context.ref &&
      isSameRepository(base.repo, own) &&
      isSameRepository(head.repo, own),
  );
  if (open === undefined) return { why: `no open pull request has ${context.ref} at this commit` };
  if (others.length === 0) return { number: open.number };
  return {
    why: `several open pull requests have ${context.ref}, and the run may belong to any of them`,
  };
}

/**
 * Finds the pull request whose merge created the commit of a run: by a merge commit, squashed, rebased or from a merge
 * queue. The token needs `pull-requests: read`.
 * https://docs.github.com/rest/commits/commits#list-pull-requests-associated-with-a-commit
 * @throws the octokit error if GitHub refuses
 */
export async function findMergedPull(
  client: GitHubClient,
  context: CommitOfRun,
): Promise<MergedPull | undefined> {
  const own = repositoryOf(client, context);
  // For a commit of a fork, GitHub also lists pull requests of the repository that it was forked from: their numbers
  // mean nothing here.
  const merged = (await listPulls(client, context)).filter(
    ({ merged_at: at, base }) => at !== null && isSameRepository(base.repo, own),
  );
  const exact = merged.find(({ merge_commit_sha: sha }) => sha === context.sha);
  const same = merged.find(({ base }) => `refs/heads/${base.ref}` === context.ref);
  const pull = exact ?? same;
  if (pull === undefined) return undefined;
  const { number, head } = pull;
  return { number, headSha: head.sha, isOwn: isSameRepository(head.repo, own) };
}

/**
 * Lists the numbers of the open pull requests into a branch, the last updated first. The token needs `pull-requests:
 * read`.
 * @param most at most 100
 * @throws the octokit error if GitHub refuses
 */
export async function listOpenPulls(
  client: GitHubClient,
  base: string,
  most: number,
): Promise<number[]> {
  const { data } = await client.octokit.rest.pulls.list({
    ...client.repository,
    state: "open",
    base,
    sort: "updated",
    direction: "desc",
    per_page: most,
  });
  return data.map(({ number }) => number);
}

function repositoryOf({ repository }: GitHubClient, { repositoryId }: CommitOfRun) {
  const name = { full_name: `${repository.owner}/${repository.repo}` };
  return repositoryId === undefined ? name : { ...name, id: repositoryId };
}

/** Milliseconds until the index of commits has what a push brought: it takes some seconds. */
const INDEXED = 60_000;

/** What GitHub lists before it knows that a merge created the commit. */
class NothingYet extends Error {}

type Listed = Awaited<
  ReturnType<GitHubClient["octokit"]["rest"]["repos"]["listPullRequestsAssociatedWithCommit"]>
>["data"];

/**
 * Lists the pull requests of a run's commit. Directly after a push the index of commits may lack the pull request, or
 * its merge, so an answer without a merged one is requested again.
 */
async function listPulls(client: GitHubClient, { sha, ref, eventName, pushedAt }: CommitOfRun) {
  const isRecent = pushedAt === undefined || client.clock.now() < pushedAt + INDEXED;
  const isNotYet = (pull: { merged_at: string | null; base: { ref: string } }) =>
    pull.merged_at === null && `refs/heads/${pull.base.ref}` === ref;
  let last: Listed = [];
  const list = async () => {
    const { data } = await client.octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...client.repository,
      commit_sha: sha,
    });
    last = data;
    if (data.every(isNotYet)) throw new NothingYet();
    return data;
  };
  try {
    return await retry(list, {
      attempts: eventName === "push" && isRecent ? 3 : 1,
      delay: () => 2_000,
      isTransient: (error) => error instanceof NothingYet,
      clock: client.clock,
    });
  } catch (error) {
    if (error instanceof NothingYet) return last;
    throw error;
  }
}
