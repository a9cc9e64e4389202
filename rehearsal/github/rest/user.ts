import { json, type Exchange, type Reply } from "../../base/http.ts";
import type { Route } from "../../base/routes.ts";
import type { ArtifactContext } from "../artifacts/service.ts";
import { GitHubError } from "../errors.ts";
import { userOf } from "./call.ts";
import { nodeIdOf } from "./comments.ts";

/** Calls that are not about one repository. */
export const USER_ROUTES: Route<ArtifactContext>[] = [
  { method: "GET", pattern: "/api/v3/user", operation: "rest:GetUser", handle: user },
  { method: "POST", pattern: "/api/graphql", operation: "graphql:Query", handle: graphql },
];

/** A workflow's token is no user's: GitHub refuses it here. GraphQL's `viewer` does tell its login. */
function user(exchange: Exchange, _: unknown, { tokens }: ArtifactContext): Reply {
  const grant = tokens.open(exchange.header("authorization"));
  if (grant.kind === "installation")
    throw new GitHubError(403, "Resource not accessible by integration");
  return json(200, userOf(grant.login));
}

interface Query {
  query?: string;
  variables?: Record<string, unknown>;
}

/** The two queries in use: `viewer { login }` and `minimizeComment`. Anything else is refused, not guessed. */
async function graphql(
  exchange: Exchange,
  _: unknown,
  { tokens, world }: ArtifactContext,
): Promise<Reply> {
  const grant = tokens.open(exchange.header("authorization"));
  const { query = "", variables = {} } = (await exchange.json()) as Query;
  if (/\bviewer\b/.test(query)) return json(200, { data: { viewer: { login: grant.login } } });
  if (!query.includes("minimizeComment"))
    return json(200, {
      errors: [
        {
          type: "NOT_IMPLEMENTED",
          message: "The rehearsal's GraphQL has viewer and minimizeComment.",
        },
      ],
    });
  const given = [query, JSON.stringify(variables)].join(" ");
  const comment = world.comments.find(({ id }) => given.includes(nodeIdOf(id)));
  if (comment === undefined)
    return json(200, {
      data: { minimizeComment: null },
      errors: [{ type: "NOT_FOUND", message: "Could not resolve to a node with the given id" }],
    });
  const reason = /\b(OUTDATED|RESOLVED|DUPLICATE|OFF_TOPIC|SPAM|ABUSE)\b/.exec(given)?.[1];
  comment.minimized = reason ?? "OUTDATED";
  world.save();
  const minimizedComment = { isMinimized: true, minimizedReason: comment.minimized.toLowerCase() };
  return json(200, { data: { minimizeComment: { minimizedComment } } });
}
