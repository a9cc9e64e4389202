import type { GitHubClient } from "./client.ts";

/** A commit of the base branch. */
interface BaseCommit {
  sha: string;
  /** First line of its message. */
  title: string;
}

/** The commits of a base branch that a commit lacks. */
export interface BaseCommits {
  /** Number of commits. */
  total: number;
  /** The commits, among the newest `MOST_READ`, that change a wanted file, newest first. */
  relevant: BaseCommit[];
  /** Whether an older commit, which is only counted, changes a wanted file; undefined = not known. */
  hasOlderRelevant: boolean | undefined;
}

/**
 * The most files that GitHub lists for a comparison: https://docs.github.com/rest/commits/commits#compare-two-commits
 */
const MOST_FILES = 300;
/** The most commits that are read: each costs a request. */
const MOST_READ = 10;

interface ListedFile {
  filename: string;
  previous_filename?: string;
}

/**
 * Reads the commits of a base branch that a commit lacks, and which of them change a wanted file. The token needs
 * `contents: read`.
 * @param isWanted gets paths from the repository's root
 * @throws the octokit error if GitHub refuses
 */
export async function readBaseCommits(
  client: GitHubClient,
  { commit, base }: { commit: string; base: string },
  isWanted: (file: string) => boolean,
): Promise<BaseCommits> {
  const { repos } = client.octokit.rest;
  const { data } = await repos.compareCommitsWithBasehead({
    ...client.repository,
    basehead: `${commit}...${base}`,
  });
  const { commits, files = [], total_commits: total } = data;
  const changesWanted = containsWanted(files, isWanted);
  if (!changesWanted && files.length < MOST_FILES)
    return { total, relevant: [], hasOlderRelevant: false };
  const relevant: BaseCommit[] = [];
  for (const { sha, commit: about } of commits.toReversed().slice(0, MOST_READ)) {
    const { data: one } = await repos.getCommit({ ...client.repository, ref: sha });
    if (containsWanted(one.files ?? [], isWanted))
      relevant.push({ sha, title: about.message.split("\n")[0] ?? "" });
  }
  if (total <= MOST_READ) return { total, relevant, hasOlderRelevant: false };
  // A file that all commits together change, but none of the newest, was changed by an older one.
  return {
    total,
    relevant,
    hasOlderRelevant: (changesWanted && relevant.length === 0) || undefined,
  };
}

const containsWanted = (files: readonly ListedFile[], isWanted: (file: string) => boolean) =>
  files.some(({ filename, previous_filename: previous }) =>
    [filename, ...(previous === undefined ? [] : [previous])].some(isWanted),
  );
