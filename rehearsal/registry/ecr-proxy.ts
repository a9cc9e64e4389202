import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { startLoopback, type Exchange, type Reply } from "../base/http.ts";
import { compileRoutes } from "../base/routes.ts";
import { causeOf } from "../base/usage-error.ts";
import { ROUTES } from "./endpoints.ts";
import { notServed } from "./errors.ts";
import { Access, failureReply, type Registry } from "./access.ts";
import { referrersReply } from "./referrers.ts";
import type { ImageStore } from "./image-store.ts";

/** The docker-registry behind the proxy: its address and its images. */
interface Upstream extends ImageStore {
  /** http://127.0.0.1:PORT */
  url: string;
}

interface ProxyOptions {
  /** Whether the proxy answers the list of referrers, as ECR does. Otherwise docker-registry answers. Default: true. */
  listsReferrers?: boolean;
}

/**
 * Starts a proxy that acts as ECR in front of a docker-registry, which does not support passwords with a lifetime of
 * twelve hours or immutable tags. It checks the login and ECR's rules, then forwards the request unchanged.
 * docker-registry stores every blob and manifest.
 */
export async function startEcrProxy(
  images: Upstream,
  { listsReferrers = true }: ProxyOptions = {},
): Promise<Registry> {
  const access = new Access();
  const turns = new Turns();
  const find = compileRoutes(ROUTES);
  const loopback = await startLoopback({
    classify: ({ method, url }) =>
      find(method === "HEAD" ? "GET" : method, url.pathname)?.route.operation,
    handle: async (exchange) => {
      access.requireLogin(exchange);
      const target = targetOf(exchange);
      if (target === undefined) return forward(exchange, images.url);
      const serve = async (): Promise<Reply> => {
        applyRules(exchange, target, access, images);
        if (target.kind === "referrers" && listsReferrers)
          return referrersReply(images, target.repository, target.reference);
        const reply = await forward(exchange, images.url);
        return listsReferrers ? withSubject(reply, exchange, target, images) : reply;
      };
      // Nobody else may move a tag between the check of the tag and its move.
      return target.isMove
        ? turns.take(`${target.repository}:${target.reference}`, serve)
        : serve();
    },
    failed: failureReply,
  });
  const host = new URL(loopback.url).host;
  return { ...loopback, host, images, protect: (rules) => access.protect(rules) };
}

/** The target of a request. */
interface Target {
  repository: string;
  kind: string;
  reference: string;
  /** Undefined for a digest, and for anything that is not a manifest. */
  tag: string | undefined;
  /** Whether the request sets a tag. */
  isMove: boolean;
}

function targetOf({ method, url }: Exchange): Target | undefined {
  const [, repository, kind = "", reference = ""] =
    /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/(.*)$/.exec(url.pathname) ?? [];
  if (repository === undefined) return undefined;
  const tag = kind === "manifests" && !reference.startsWith("sha256:") ? reference : undefined;
  return { repository, kind, reference, tag, isMove: method === "PUT" && tag !== undefined };
}

/** @throws RegistryError with ECR's refusal */
function applyRules(
  { method, url }: Exchange,
  { repository, kind, reference, tag }: Target,
  access: Access,
  images: Upstream,
): void {
  // In ECR, images can only be deleted with its own API. Cancelling an upload is allowed.
  if (method === "DELETE" && !(kind === "blobs" && reference.startsWith("uploads/")))
    throw notServed(`${method} ${url.pathname}`);
  const action = method === "GET" || method === "HEAD" ? "pull" : "push";
  const existing = tag === undefined ? undefined : images.tags(repository)[tag];
  access.check({
    action,
    repository,
    ...(tag !== undefined && { tag }),
    ...(existing !== undefined && { existing }),
  });
}

/** Adds the header that says that the list of referrers contains the manifest, as registries with such a list do. */
function withSubject(
  reply: Reply,
  { method }: Exchange,
  { kind, repository }: Target,
  images: Upstream,
): Reply {
  if (method !== "PUT" || kind !== "manifests" || reply.status !== 201) return reply;
  const digest = reply.headers?.["docker-content-digest"];
  const subject = typeof digest === "string" ? images.find(repository, digest)?.subject : undefined;
  if (subject === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, "oci-subject": subject } };
}

/** Runs tasks one after the other, for each name. */
class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(name) ?? Promise.resolve()).then(work, work);
    this.last.set(name, turn);
    return turn;
  }
}

/** Forwards a request. The Host header stays unchanged: docker-registry makes the addresses of uploads from it. */
function forward(exchange: Exchange, behind: string): Promise<Reply> {
  const { method, headers, url } = exchange.request;
  return new Promise((resolve, reject) => {
    const refuse = (error: unknown): void =>
      reject(new Error(`the registry behind ECR's door does not answer (${causeOf(error)})`));
    const onward = request(new URL(url ?? "/", behind), { method, headers });
    onward.on("response", (answer: IncomingMessage) =>
      resolve({
        status: answer.statusCode ?? 502,
        headers: endToEnd(answer.headers),
        body: answer,
      }),
    );
    // A client that disconnects during an upload ends the upload.
    pipeline(exchange.request, onward).catch(refuse);
    onward.on("error", refuse);
  });
}

/** Headers that only concern one connection. https://datatracker.ietf.org/doc/html/rfc9110#section-7.6.1 */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding"]);

const endToEnd = (headers: IncomingHttpHeaders): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, value]],
    ),
  );
