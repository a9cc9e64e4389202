import { json, type Exchange, type Reply } from "../../base/http.ts";
import type { Parameters, Route } from "../../base/routes.ts";
import { permits } from "../credentials.ts";
import { GitHubError } from "../errors.ts";
import type { RepositoryRecord } from "../records.ts";
import type { Context } from "../world.ts";

/** A REST call that is being served and is allowed, with its repository. */
export interface Call {
  exchange: Exchange;
  parameters: Parameters;
  context: Context;
  repository: RepositoryRecord;
}

/** The path is relative to /repos/:owner/:repo. */
type Endpoint = readonly [
  method: string,
  path: string,
  operation: string,
  handle: (call: Call) => Reply | Promise<Reply>,
];

/**
 * Makes routes for the endpoints of a repository, with checks of the token, the repository and the permission.
 * @param scopes at least one of these must be granted
 */
export function endpoints(scopes: readonly string[], list: readonly Endpoint[]): Route<Context>[] {
  return list.map(([method, path, operation, handle]) => ({
    method,
    pattern: `/api/v3/repos/:owner/:repo${path}`,
    operation,
    handle: (exchange, parameters, context) =>
      handle(admit({ method, scopes }, exchange, parameters, context)),
  }));
}

function admit(
  { method, scopes }: { method: string; scopes: readonly string[] },
  exchange: Exchange,
  parameters: Parameters,
  context: Context,
): Call {
  const grant = context.tokens.open(exchange.header("authorization"));
  const repository = context.repository(`${parameters["owner"] ?? ""}/${parameters["repo"] ?? ""}`);
  const call = { exchange, parameters, context, repository };
  const level = method === "GET" ? "read" : "write";
  const isPublic = repository.private !== true;
  const isOwn = grant.repository.toLowerCase() === repository.name.toLowerCase();
  // For a token of another repository, a private repository does not exist; every token can read a public repository.
  if (!isOwn && !isPublic) throw new GitHubError(404, "Not Found");
  if (isPublic && level === "read") return call;
  if (!isOwn || !permits(grant, scopes, level))
    throw new GitHubError(403, "Resource not accessible by integration");
  return call;
}

/** Returns the body as an object. @throws GitHubError 400 */
export async function bodyOf({ exchange }: Call): Promise<Record<string, unknown>> {
  const value = await exchange.json().catch(() => undefined);
  if (typeof value !== "object" || value === null)
    throw new GitHubError(400, "Problems parsing JSON");
  return value as Record<string, unknown>;
}

/** Returns one page of a list, with GitHub's Link header. */
export function paginated({ exchange }: Call, all: unknown[]): Reply {
  const { url } = exchange;
  const size = Math.min(Number(url.searchParams.get("per_page") ?? 30) || 30, 100);
  const page = Math.max(Number(url.searchParams.get("page") ?? 1) || 1, 1);
  const last = Math.max(Math.ceil(all.length / size), 1);
  const link = (to: number, relation: string) => {
    const target = new URL(url);
    target.searchParams.set("page", String(to));
    return `<${target.href}>; rel="${relation}"`;
  };
  const before = page > 1 ? [link(page - 1, "prev"), link(1, "first")] : [];
  const after = page < last ? [link(page + 1, "next"), link(last, "last")] : [];
  const links = [...before, ...after].join(", ");
  const items = all.slice((page - 1) * size, page * size);
  return json(200, items, links === "" ? {} : { link: links });
}

/** Returns a number from the path. @throws GitHubError 404 */
export function numberOf({ parameters }: Call, name: string): number {
  const value = Number(parameters[name]);
  if (!Number.isInteger(value)) throw new GitHubError(404, "Not Found");
  return value;
}
