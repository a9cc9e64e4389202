import { describe, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import { listOwnComments } from "../../../../../actions/lib/github/own-comments.ts";
import { useServers } from "../../../../support/servers.ts";

const serve = useServers();
const clock = { now: () => 0, wait: () => Promise.resolve() };
const comment = (id: number, login: string) => ({
  id,
  node_id: `n${id}`,
  html_url: `https://github/c${id}`,
  body: "ours",
  user: { login, type: "Bot" },
});
const COMMENTS = [comment(2, "harbour-pilot[bot]"), comment(1, "github-actions[bot]")];

/**
 * Lists the IDs of the token's own comments on a server without GraphQL, or returns the status of the thrown error.
 * @param limit requests per hour that the token has
 */
async function list(token: string, limit: string) {
  const apiUrl = await serve(({ url = "" }, response) => {
    const headers = {
      "content-type": "application/json",
      "x-ratelimit-limit": limit,
      "x-ratelimit-resource": "core",
    };
    if (url.endsWith("/graphql")) return response.writeHead(502, headers).end("{}");
    if (url.startsWith("/user")) return response.writeHead(403, headers).end('{"message":"no"}');
    return response.writeHead(200, headers).end(JSON.stringify(COMMENTS));
  });
  const client = createClient(token, { apiUrl, repository: "o/r" }, { clock });
  const read = (text: string) => (text === "ours" ? text : undefined);
  return listOwnComments(client, 7, read).then(
    (found) => found.map(({ id }) => id),
    (error: unknown) => (error as { status: number }).status,
  );
}

describe("the token's own comments, if GraphQL does not name the token's account", () => {
  test.each([
    ["of the job", "1000", [1]],
    ["that may belong to the job", "15000", [1]],
  ])("are the comments of Actions for a token %s", async (_, limit, ids) => {
    expect(await list("ghs_abc", limit)).toStrictEqual(ids);
  });

  test("are unknown for the token of another app, so that it writes no second comment", async () => {
    expect(await list("ghs_abc", "5000")).toBe(502);
  });
});
