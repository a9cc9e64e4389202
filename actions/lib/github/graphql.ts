import type { GitHubClient } from "./client.ts";

// Requests that only GraphQL serves. https://docs.github.com/graphql

const VIEWER = "query Viewer { viewer { login } }";

/**
 * Reads the login of the token's account, including an app's.
 * @throws the octokit error if GitHub refuses
 */
export async function readViewer(client: GitHubClient): Promise<string> {
  const { viewer } = await client.octokit.graphql<{ viewer: { login: string } }>(VIEWER);
  return viewer.login;
}

/** Each edit contains the complete text. https://docs.github.com/graphql/reference/objects#usercontentedit */
const HISTORY = `query CommentHistory($id: ID!) {
  node(id: $id) { ... on IssueComment { body isMinimized userContentEdits(first: 20) { nodes { diff } } } }
}`;

interface History {
  node: {
    body?: string;
    isMinimized?: boolean;
    userContentEdits: { nodes: { diff: string | null }[] | null } | null;
  } | null;
}

const SHOW = `mutation ShowComment($id: ID!) {
  unminimizeComment(input: { subjectId: $id }) { clientMutationId }
}`;

/**
 * Reads the current and the recent texts of a comment, newest first, and whether somebody has hidden the comment.
 * @param nodeId the comment's id in GraphQL
 * @throws the octokit error if GitHub refuses
 */
export async function readEdits(
  client: GitHubClient,
  nodeId: string,
): Promise<{ texts: string[]; isHidden: boolean }> {
  const { node } = await client.octokit.graphql<History>(HISTORY, { id: nodeId });
  const edits = node?.userContentEdits?.nodes ?? [];
  const texts = [node?.body, ...edits.map(({ diff }) => diff)];
  return {
    texts: texts.filter((text) => text !== undefined && text !== null),
    isHidden: node?.isMinimized === true,
  };
}

/**
 * Shows a hidden comment again.
 * @throws the octokit error if GitHub refuses
 */
export async function showComment(client: GitHubClient, nodeId: string): Promise<void> {
  await client.octokit.graphql(SHOW, { id: nodeId });
}
