import type { Exchange, Reply } from "../base/http.ts";
import { ANONYMOUS, type Access, type User } from "./access.ts";
import { podSecurityWarning } from "./admission.ts";
import { objectFrom } from "./bodies.ts";
import type { Cluster } from "./cluster.ts";
import { discover } from "./discovery.ts";
import { StatusError, forbidden, methodNotAllowed, unauthorized } from "./errors.ts";
import { handleWrite, scaleOf } from "./handlers.ts";
import { asKind, listObjects } from "./lists.ts";
import type { KubernetesObject } from "./objects.ts";
import { readLog } from "./podlogs.ts";
import { parseTarget, type Target } from "./requests.ts";
import { review } from "./reviews.ts";
import { reply } from "./server.ts";
import { metadataList, metadataOf, tableOf, wantsMetadata, wantsTable } from "./tables.ts";
import { watchObjects } from "./watch.ts";

export interface Api {
  cluster: Cluster;
  access: Access;
  /** The user behind a token, or undefined for a token that is not good. */
  authenticate(token: string): Promise<User | undefined>;
}

/** Answers one request. @throws StatusError */
export async function handle(api: Api, exchange: Exchange): Promise<Reply> {
  const user = await identify(api, exchange);
  const { url } = exchange;
  const path = url.pathname.replace(/(?<=.)\/$/, "");
  const found = discover(path);
  if (found !== undefined) {
    if (typeof found === "string") return text(found);
    if (user.username === ANONYMOUS.username && path !== "/version") throw anonymous(path);
    return reply(200, found);
  }
  const target = parseTarget(exchange.method, url);
  if (target === undefined) return { ...text("404 page not found\n"), status: 404 };
  if (!target.kind.review) api.access.require(user, target);
  else if (user.username === ANONYMOUS.username)
    throw forbidden(target.kind, "", "User cannot create it");
  return target.verb === "get" || target.verb === "list" || target.verb === "watch"
    ? read(api, target, exchange)
    : write(api, target, exchange, user);
}

function text(body: string): Reply {
  return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}

function anonymous(path: string): StatusError {
  const message = `forbidden: User "${ANONYMOUS.username}" cannot get path "${path}"`;
  return new StatusError(403, "Forbidden", message, {});
}

/** @throws StatusError 401 for a token that is not good; no token at all is somebody without rights */
async function identify(api: Api, exchange: Exchange): Promise<User> {
  const header = exchange.header("authorization");
  if (header === "") return ANONYMOUS;
  const token = /^Bearer\s+(.+)$/i.exec(header)?.[1];
  const user = token === undefined ? undefined : await api.authenticate(token);
  if (user === undefined) throw unauthorized();
  return user;
}

function read({ cluster }: Api, target: Target, exchange: Exchange): Reply {
  const { kind, namespace, name, subresource, verb } = target;
  const { url } = exchange;
  const isTable = wantsTable(exchange.header("accept"));
  const isBare = wantsMetadata(exchange.header("accept"));
  if (kind.review) throw methodNotAllowed();
  if (verb === "watch") {
    const describe = (object: KubernetesObject) =>
      isTable
        ? tableOf(kind, [object], { resourceVersion: object.metadata.resourceVersion })
        : isBare
          ? metadataOf(object)
          : object;
    return {
      status: 200,
      headers: { "content-type": "application/json", "cache-control": "no-cache, private" },
      body: watchObjects(cluster.store, target, url, describe),
    };
  }
  if (name === undefined) {
    const list = listObjects(cluster.store, target, url);
    if (isTable) return reply(200, tableOf(kind, list.items, list.metadata));
    return reply(200, isBare ? metadataList(list) : list);
  }
  if (subresource === "log") {
    const body = readLog(cluster, namespace, name, url.searchParams);
    return { status: 200, headers: { "content-type": "text/plain" }, body };
  }
  const object = cluster.need(kind.plural, namespace, name);
  if (subresource === "scale") return reply(200, scaleOf(object));
  return reply(
    200,
    isTable
      ? tableOf(kind, [object], { resourceVersion: object.metadata.resourceVersion })
      : isBare
        ? metadataOf(object)
        : asKind(kind, object),
  );
}

async function write(api: Api, target: Target, exchange: Exchange, user: User): Promise<Reply> {
  const { cluster } = api;
  const body = await exchange.body();
  const contentType = exchange.header("content-type");
  if (target.kind.review) {
    const given = objectFrom(contentType, body, target);
    const reviewer = {
      access: api.access,
      user,
      authenticate: (token: string) => api.authenticate(token),
    };
    return reply(201, await review(target.kind, given, reviewer));
  }
  const userAgent = exchange.header("user-agent");
  const { status, object } = handleWrite({
    cluster,
    target,
    url: exchange.url,
    contentType,
    userAgent,
    body,
  });
  const warning =
    "apiVersion" in object && target.verb !== "delete"
      ? podSecurityWarning(cluster.store, object as KubernetesObject)
      : undefined;
  return reply(
    status,
    object,
    warning === undefined ? {} : { warning: `299 - ${JSON.stringify(warning)}` },
  );
}
