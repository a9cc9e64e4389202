import { statusOf } from "../github/answer.ts";
import type { GitHubClient } from "../github/client.ts";
import { interruptible } from "../github/interrupted.ts";
import type { PlanComment } from "./find.ts";

// The requests that write comments, and what GitHub's answers to them mean.
// https://docs.github.com/rest/issues/comments

/** The comment was deleted after it was listed. */
export class CommentGone extends Error {
  readonly status = 404;

  constructor() {
    super("the comment was deleted again and again while it was written");
  }
}

/**
 * Gives a comment another text.
 * @throws CommentGone, `WriteInterrupted` for `repeatInterrupted`, and the octokit error if GitHub refuses
 */
export async function updateComment(
  { octokit, repository }: GitHubClient,
  { id }: Pick<PlanComment, "id">,
  body: string,
): Promise<void> {
  try {
    await interruptible(() =>
      octokit.rest.issues.updateComment({ ...repository, comment_id: id, body }),
    );
  } catch (error) {
    throw statusOf(error) === 404 ? new CommentGone() : error;
  }
}

/**
 * Creates a comment. The comment exists even if the answer has no fields.
 * @returns its address and the account that wrote it, as far as GitHub names them
 * @throws `WriteInterrupted` for `repeatInterrupted`, and the octokit error if GitHub refuses
 */
export async function createComment(
  { octokit, repository }: GitHubClient,
  issue: number,
  body: string,
): Promise<{ url: string | undefined; login: string | undefined }> {
  const { data } = await interruptible(() =>
    octokit.rest.issues.createComment({ ...repository, issue_number: issue, body }),
  );
  const answer = data as typeof data | null;
  return { url: answer?.html_url, login: answer?.user?.login };
}

/**
 * Deletes comments.
 * @returns addresses of the comments that GitHub refused to delete: the comment that counts is written nevertheless
 */
export async function removeComments(
  { octokit, repository }: GitHubClient,
  comments: readonly Pick<PlanComment, "id" | "url">[],
): Promise<string[]> {
  const left: string[] = [];
  for (const { id, url } of comments)
    try {
      await octokit.rest.issues.deleteComment({ ...repository, comment_id: id });
    } catch (error) {
      // After a 404 another run removed it first.
      if (statusOf(error) !== 404) left.push(url);
    }
  return left;
}

/**
 * Reads the last commit of the pull request's branch; undefined if GitHub does not return it: then ids of runs decide.
 */
export async function readHead(
  { octokit, repository }: GitHubClient,
  issue: number,
): Promise<string | undefined> {
  try {
    const { data } = await octokit.rest.pulls.get({ ...repository, pull_number: issue });
    return data.head.sha;
  } catch {
    return undefined;
  }
}
