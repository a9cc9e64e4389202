import { json, type Reply, type Exchange } from "../base/http.ts";
import type { Route } from "../base/routes.ts";
import { TOKEN_LOGIN } from "./credentials.ts";
import { GitHubError } from "./errors.ts";
import { nodeIdOf } from "./rest/comments.ts";
import type { Context } from "./world.ts";

/**
 * The GraphQL requests that the bundles send: the token's user, the edit history of a comment, and unhiding a comment.
 */
export const GRAPHQL_ROUTE: Route<Context> = {
  method: "POST",
  pattern: "/api/graphql",
  operation: "graphql",
  handle: answer,
};

interface Query {
  query?: string;
  variables?: { id?: string };
}

async function answer(exchange: Exchange, _: unknown, context: Context): Promise<Reply> {
  const { query = "", variables = {} } = (await exchange.json()) as Query;
  const [, name = "without a name"] = /^\s*(?:query|mutation) (\w+)/.exec(query) ?? [];
  if (!["CommentHistory", "ShowComment", "Viewer"].includes(name))
    throw new GitHubError(501, `the rehearsal does not serve the GraphQL query ${name}`);
  const { repository } = context.tokens.open(exchange.header("authorization"));
  if (name === "Viewer") return json(200, { data: { viewer: { login: TOKEN_LOGIN } } });
  const comment = context.world.comments.find(
    (candidate) => candidate.repository === repository && nodeIdOf(candidate) === variables.id,
  );
  if (comment === undefined)
    return json(200, { data: { node: null }, errors: [{ type: "NOT_FOUND", path: ["node"] }] });
  if (name === "ShowComment") {
    comment.hidden = false;
    context.world.save();
    return json(200, { data: { unminimizeComment: { clientMutationId: null } } });
  }
  const nodes = (comment.edits ?? []).slice(0, 20).map((diff) => ({ diff }));
  const { body, hidden = false } = comment;
  return json(200, {
    data: { node: { body, isMinimized: hidden, userContentEdits: { nodes } } },
  });
}
