import { json, type Exchange, type Reply } from "../../base/http.ts";
import type { Cluster } from "../objects/cluster.ts";
import { StatusError, notServed, unauthorized } from "../objects/refusals.ts";
import { isFields, type Pod } from "../objects/types.ts";
import { ANONYMOUS, reviewAccess, type Access, type User } from "./access.ts";
import { listObjects } from "./list.ts";
import { nameOf, parseTarget, type ApiRequest, type Target } from "./target.ts";
import { watchObjects } from "./watch.ts";
import { readJson, writeObject } from "./write.ts";

export interface Api {
  cluster: Cluster;
  access: Access;
  /** Returns the user of a token; undefined for an invalid token. */
  authenticate(token: string): Promise<User | undefined>;
  /** Returns the log of a container. @throws StatusError 400 while there is no log */
  readLog(pod: Pod, query: URLSearchParams): string;
}

/** The version of the recorded and of the real control plane. */
export const VERSION = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.3",
  gitCommit: "0000000000000000000000000000000000000000",
  gitTreeState: "clean",
  buildDate: "2026-07-01T00:00:00Z",
  goVersion: "go1.26.0",
  compiler: "gc",
  platform: "linux/amd64",
};

/** Answers an HTTP request. @throws StatusError */
export async function answerExchange(api: Api, exchange: Exchange): Promise<Reply> {
  const user = await identify(api, exchange.header("authorization"));
  const [contentType = ""] = exchange.header("content-type").split(";");
  const { method, url } = exchange;
  const body = await exchange.body();
  return answerRequest(api, user, { method, url, contentType: contentType.trim(), body });
}

/** Identifies the user; without a token, a user without permissions. @throws StatusError 401 for an invalid token */
async function identify(api: Api, authorization: string): Promise<User> {
  if (authorization === "") return ANONYMOUS;
  const token = /^Bearer\s+(.+)$/i.exec(authorization)?.[1];
  const user = token === undefined ? undefined : await api.authenticate(token);
  if (user === undefined) throw unauthorized();
  return user;
}

const REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/** Answers a request of a user. @throws StatusError, 501 for a request that is not served */
export function answerRequest(api: Api, user: User, request: ApiRequest): Reply {
  const call = `${request.method} ${request.url.pathname}`;
  if (call === "GET /version") return reply(200, VERSION);
  if (call === `POST ${REVIEWS}`) {
    const review = readJson(request, { kind: "SelfSubjectAccessReview" });
    return reply(201, reviewAccess(isFields(review) ? review : {}, api.access, user));
  }
  const target = parseTarget(request);
  api.access.require(user, target);
  return isReading(target) ? readObjects(api, target, request) : write(api, target, request);
}

const isReading = ({ verb }: Target): boolean => ["get", "list", "watch"].includes(verb);

function write({ cluster }: Api, target: Target, request: ApiRequest): Reply {
  const { status, object } = writeObject(cluster, target, request);
  return reply(status, object);
}

function readObjects(api: Api, target: Target, request: ApiRequest): Reply {
  const { cluster } = api;
  const { kind, namespace, name, subresource, verb } = target;
  if (verb === "watch") {
    const body = watchObjects(cluster.store, target, request.url);
    return { status: 200, headers: { "content-type": "application/json" }, body };
  }
  if (name === undefined) return reply(200, listObjects(cluster.store, target, request.url));
  if (subresource === undefined) return reply(200, cluster.require(kind.plural, namespace, name));
  if (subresource !== "log") throw notServed(nameOf(request));
  return text(api.readLog(cluster.require("pods", namespace, name), request.url.searchParams));
}

/** Makes the answer for a request that was refused, or that caused an error in the rehearsal itself. */
export function answerError(error: unknown): Reply {
  if (error instanceof StatusError) return reply(error.code, error.status);
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return answerError(new StatusError(500, "InternalError", `the rehearsal failed: ${why}`));
}

const reply = (status: number, value: unknown): Reply =>
  json(status, value, {}, "application/json");

function text(body: string): Reply {
  return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}
