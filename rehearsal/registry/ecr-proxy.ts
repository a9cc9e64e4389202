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
  /** Whether the list of referrers is answered, as ECR does; else docker-registry answers. Default true. */
  listsReferrers?: boolean;
}

/**
 * ECR in front of a docker-registry, which knows no passwords of twelve hours and no immutable tags: looks at the
 * login and at ECR's rules, then hands the request on as it is. Every blob and manifest is docker-registry's own.
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
      // Between the look at a tag and its move, nobody else moves it.
      return target.isMove
        ? turns.take(`${target.repository}:${target.reference}`, serve)
        : serve();
    },
    failed: failureReply,
  });
  const host = new URL(loopback.url).host;
  return { ...loopback, host, images, protect: (rules) => access.protect(rules) };
}

/** What a request is about. */
interface Target {
  repository: string;
  kind: string;
  reference: string;
  /** Undefined for a digest, and for what is not a manifest. */
  tag: string | undefined;
  /** Whether a tag is set. */
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
  // ECR deletes images by its own API only; a cancelled upload is another thing.
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

/** Says that the list of referrers knows the manifest now, as registries with such a list do. */
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

/** One after the other, for each name. */
class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(name) ?? Promise.resolve()).then(work, work);
    this.last.set(name, turn);
    return turn;
  }
}

/** The Host header stays: docker-registry makes the addresses of uploads from it. */
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
    // A client that goes away in the middle of an upload ends the upload.
    pipeline(exchange.request, onward).catch(refuse);
    onward.on("error", refuse);
  });
}

/** What is about the one connection only. https://datatracker.ietf.org/doc/html/rfc9110#section-7.6.1 */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding"]);

const endToEnd = (headers: IncomingHttpHeaders): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, value]],
    ),
  );
