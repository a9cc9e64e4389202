import { json, type Reply, type Exchange } from "../base/http.ts";
import type { Route } from "../base/routes.ts";
import { GitHubError } from "./errors.ts";
import { nodeIdOf } from "./rest/comments.ts";
import type { Context } from "./world.ts";

/** The one query that the bundles send: the texts that a comment has had. */
export const GRAPHQL_ROUTE: Route<Context> = {
  ...{ method: "POST", pattern: "/api/graphql", operation: "graphql" },
  handle: answer,
};

async function answer(exchange: Exchange, _: unknown, context: Context): Promise<Reply> {
  const { query = "", variables = {} } = (await exchange.json()) as {
    query?: string;
    variables?: { id?: string };
  };
  const [, name = "without a name"] = /^\s*query (\w+)/.exec(query) ?? [];
  if (name !== "CommentHistory")
    throw new GitHubError(501, `the rehearsal does not serve the GraphQL query ${name}`);
  const { repository } = context.tokens.open(exchange.header("authorization"));
  const comment = context.world.comments.find(
    (candidate) => candidate.repository === repository && nodeIdOf(candidate) === variables.id,
  );
  if (comment === undefined)
    return json(200, { data: { node: null }, errors: [{ type: "NOT_FOUND", path: ["node"] }] });
  const nodes = (comment.edits ?? []).slice(0, 20).map((diff) => ({ diff }));
  return json(200, { data: { node: { userContentEdits: { nodes } } } });
}
