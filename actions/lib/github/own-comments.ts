import { statusOf } from "./answer.ts";
import type { GitHubClient } from "./client.ts";
import { readViewer } from "./graphql.ts";
import { isOfTarget, readMarker } from "./marker.ts";
import type { Marker } from "./marker.ts";

/** A comment that a run of this product has written. */
export interface OwnComment {
  id: number;
  /** What GraphQL knows it by. */
  nodeId: string;
  url: string;
  text: string;
  marker: Marker;
}

/** The account of the token that GitHub gives to a job. It may not ask for its own name. */
const ACTIONS_LOGIN = "github-actions[bot]";

/**
 * The comments of a marker's target that the token's own account wrote, oldest first, over all pages. A person who quotes
 * the marker keeps their comment.
 * @param login of the account, where it is known
 * @throws the octokit error when GitHub refuses
 */
export async function findOwnComments(
  client: GitHubClient,
  { issue, marker }: { issue: number; marker: Marker },
  login?: string,
): Promise<OwnComment[]> {
  const comments = await client.octokit.paginate(client.octokit.rest.issues.listComments, {
    ...client.repository,
    issue_number: issue,
    per_page: 100,
  });
  const found = (comments as ((typeof comments)[number] | null)[]).flatMap((one) => {
    const text = one?.body ?? "";
    const read = readMarker(text);
    if (one === null || read === undefined || !isOfTarget(read, marker)) return [];
    const { id, node_id: nodeId, html_url: url, user } = one;
    return [{ id, nodeId, url, text, marker: read, user }];
  });
  if (found.length === 0) return [];
  const own = login ?? (await ownLogin(client));
  return found
    .filter(({ user }) => isSameAccount(user, own))
    .sort((a, b) => a.id - b.id)
    .map(({ id, nodeId, url, text, marker: read }) => ({ id, nodeId, url, text, marker: read }));
}

/** GraphQL may leave out the suffix of an app's name. */
const isSameAccount = (
  user: { login: string; type?: string } | null | undefined,
  login: string,
): boolean => user?.login === login || (user?.type === "Bot" && user.login === `${login}[bot]`);

/**
 * Login of the token's account. A token of GitHub Actions or of another app may not ask REST for it, but GraphQL tells
 * it; where that is not served, it is taken for the token of Actions.
 */
async function ownLogin(client: GitHubClient): Promise<string> {
  try {
    return await readViewer(client);
  } catch {
    return await restLogin(client);
  }
}

async function restLogin(client: GitHubClient): Promise<string> {
  try {
    const { data } = await client.octokit.rest.users.getAuthenticated();
    return data.login;
  } catch (error) {
    if ([401, 403, 404].includes(statusOf(error))) return ACTIONS_LOGIN;
    throw error;
  }
}
