import { answerOf, isRateLimit, statusOf } from "./answer.ts";
import type { GitHubClient } from "./client.ts";
import { readViewer } from "./graphql.ts";
import { kindOf } from "./token-advice.ts";

/** A comment that a run of this product wrote. */
export interface OwnComment<Read> {
  id: number;
  /** The comment's id in GraphQL. */
  nodeId: string;
  url: string;
  text: string;
  /** What the comment's text says. */
  read: Read;
}

/** The account of the token that GitHub gives to a job. This token may not ask for its own name. */
const ACTIONS_LOGIN = "github-actions[bot]";

/**
 * Lists the comments of an issue that can be read and that the token's own account wrote, oldest first, over all pages.
 * The comment of a person who quotes one of them is not listed.
 * @param read undefined = the comment is not wanted
 * @param login of the account, if it is known
 * @throws the octokit error if GitHub refuses, and an Error if the answer is not a list of comments
 */
export async function listOwnComments<Read>(
  client: GitHubClient,
  issue: number,
  read: (text: string) => Read | undefined,
  login?: string,
): Promise<OwnComment<Read>[]> {
  const listed = await client.octokit.paginate(client.octokit.rest.issues.listComments, {
    ...client.repository,
    issue_number: issue,
    per_page: 100,
  });
  const comments = listed as ((typeof listed)[number] | null)[];
  // If GitHub returns an object instead of the list, it appears as the only member. If it counted as no comment, a
  // second comment would be created.
  if (comments.some((one) => one !== null && !("id" in one)))
    throw new Error("GitHub's answer to the request for the comments is not a list of comments");
  const found = comments.flatMap((one) => {
    const text = one?.body ?? "";
    const content = read(text);
    if (one === null || content === undefined) return [];
    const { id, node_id: nodeId, html_url: url, user } = one;
    return [{ comment: { id, nodeId, url, text, read: content }, user }];
  });
  if (found.length === 0) return [];
  const own = login ?? (await ownLogin(client));
  return found
    .filter(({ user }) => isSameAccount(user, own))
    .map(({ comment }) => comment)
    .sort((a, b) => a.id - b.id);
}

/** Returns whether two logins are the same account. GraphQL may leave out the suffix of an app's name. */
const isSameAccount = (
  user: { login: string; type?: string } | null | undefined,
  login: string,
): boolean => user?.login === login || (user?.type === "Bot" && user.login === `${login}[bot]`);

/**
 * Returns the login of the token's account. A token of GitHub Actions or of another app may not ask REST for its login,
 * but GraphQL returns it. If GraphQL is not served, the token counts as the token of Actions, unless it is known to
 * belong to another app: the comment of that app would not be found, and a second one would be created.
 * @throws the octokit error of GraphQL
 */
async function ownLogin(client: GitHubClient): Promise<string> {
  try {
    return await readViewer(client);
  } catch (error) {
    return await restLogin(client, error);
  }
}

async function restLogin(client: GitHubClient, ofGraphql: unknown): Promise<string> {
  try {
    const { data } = await client.octokit.rest.users.getAuthenticated();
    return data.login;
  } catch (error) {
    if (![401, 403, 404].includes(statusOf(error)) || isRateLimit(error)) throw error;
    if (kindOf(client.token, answerOf(error)) === "app") throw ofGraphql;
    return ACTIONS_LOGIN;
  }
}
