import { answerOf, isRateLimit, statusOf } from "./answer.ts";
import type { GitHubClient } from "./client.ts";
import { readViewer } from "./graphql.ts";
import { kindOf } from "./token-advice.ts";

/** A comment that a run of this product has written. */
export interface OwnComment<Read> {
  id: number;
  /** What GraphQL knows it by. */
  nodeId: string;
  url: string;
  text: string;
  /** What its text says. */
  read: Read;
}

/** The account of the token that GitHub gives to a job. It may not ask for its own name. */
const ACTIONS_LOGIN = "github-actions[bot]";

/**
 * The comments of an issue that can be read and that the token's own account wrote, oldest first, over all pages. A person
 * who quotes one of them keeps their comment.
 * @param read undefined = the comment is not wanted
 * @param login of the account, where it is known
 * @throws the octokit error when GitHub refuses, and an Error when the answer is not a list of comments
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
  // An object in place of the list comes as its only member. To take that for no comment would make a second one.
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

/** GraphQL may leave out the suffix of an app's name. */
const isSameAccount = (
  user: { login: string; type?: string } | null | undefined,
  login: string,
): boolean => user?.login === login || (user?.type === "Bot" && user.login === `${login}[bot]`);

/**
 * Login of the token's account. A token of GitHub Actions or of another app may not ask REST for it, but GraphQL returns
 * it; where that is not served, it is taken for the token of Actions, unless it is known to be another app's: its comment
 * would not be found, and get a second one.
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
