import type { GitHubClient } from "../github/client.ts";
import { listOwnComments } from "../github/own-comments.ts";
import type { OwnComment } from "../github/own-comments.ts";
import { readParts, readTarget } from "./comment-text.ts";
import type { Part } from "./part.ts";
import type { Target } from "./target.ts";

/** What a comment of ours says. */
export interface Content {
  target: Target;
  parts: Part[];
}

export type PlanComment = OwnComment<Content>;

/** Reads a comment; undefined when it is none of ours, or somebody has edited its first line. */
export function readComment(text: string): Content | undefined {
  const target = readTarget(text);
  return target && { target, parts: readParts(text) };
}

/**
 * The comments about plans of a pull request that the token's own account wrote, oldest first.
 * @param label only those of an environment; undefined = of all
 * @param login of the account, where it is known
 * @throws the octokit error when GitHub refuses
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
