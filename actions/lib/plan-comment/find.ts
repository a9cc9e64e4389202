import type { GitHubClient } from "../github/client.ts";
import { listOwnComments } from "../github/own-comments.ts";
import type { OwnComment } from "../github/own-comments.ts";
import { readParts, readTarget } from "./comment-text.ts";
import type { Part } from "./part.ts";
import type { Target } from "./target.ts";

/** The content of one of our comments. */
export interface Content {
  target: Target;
  parts: Part[];
}

export type PlanComment = OwnComment<Content>;

/** Reads a comment; undefined if it is not ours, or if somebody has edited its first line. */
export function readComment(text: string): Content | undefined {
  const target = readTarget(text);
  return target && { target, parts: readParts(text) };
}

/**
 * Lists the comments about plans of a pull request that the token's own account wrote, oldest first.
 * @param label only the comments of this environment; undefined = of all
 * @param login of the account, if it is known
 * @throws the octokit error if GitHub refuses
 */
export const listPlanComments = (
  client: GitHubClient,
  issue: number,
  label?: string,
  login?: string,
): Promise<PlanComment[]> =>
  listOwnComments(
    client,
    issue,
    (text) => {
      const read = readComment(text);
      return label === undefined || read?.target.label === label ? read : undefined;
    },
    login,
  );
