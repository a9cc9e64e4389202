import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { createAuthority, issueServerCertificate } from "../../../rehearsal/base/certificates.ts";

interface Stored {
  metadata: { name: string; resourceVersion?: string; labels?: Record<string, string> };
}

/** Answers one request instead of the API. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A Kubernetes API with the faults that a test needs. It has collections that can be listed and watched, logs, access
 * reviews, scripted answers and broken connections.
 */
export class ScriptedApi {
  /** Every request as "GET /path?query". */
  readonly requests: string[] = [];
  /** Logs by "pod/container", or with "/previous". */
  readonly logs = new Map<string, string>();
  /** Answers for the next requests whose path matches; each is used once. */
  readonly script: { match: RegExp; answer: Answer }[] = [];
  /** Documents by path, such as the discovery documents that list the kinds. */
  readonly documents = new Map<string, object>();
  /** Resources (such as "pods") that access reviews deny. */
  readonly denied = new Set<string>();
  /** Whether a bearer token is valid. */
  authenticate: (token: string) => boolean | Promise<boolean> = (token) => token === "good";
  url = "";
  authority = "";
  readonly #collections = new Map<string, Map<string, Stored>>();
  readonly #watchers = new Map<ServerResponse, string>();
  #version = 100;
  #server: https.Server | undefined;

  async start(): Promise<this> {
    const authority = await createAuthority("test authority");
    const { certificate: cert, key } = await issueServerCertificate(authority, "CN=127.0.0.1");
    this.authority = authority.certificate;
    this.#server = https.createServer({ cert, key }, (request, response) => {
      void this.#handle(request, response);
    });
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server !== undefined) await once(this.#server, "close");
  }

  /** Returns the address and the token with which a client is let in. */
  get access() {
    const token = () => Promise.resolve("good");
    return { server: this.url, certificateAuthority: this.authority, token };
  }

  /** Puts an object into a collection, such as "/api/v1/namespaces/shop/pods". */
  set(collection: string, object: object): void {
    const stored = structuredClone(object) as Stored;
    const known = this.#of(collection);
    const type = known.has(stored.metadata.name) ? "MODIFIED" : "ADDED";
    stored.metadata.resourceVersion = String((this.#version += 1));
    known.set(stored.metadata.name, stored);
    this.send(collection, { type, object: stored });
  }

  remove(collection: string, name: string): void {
    const stored = this.#of(collection).get(name);
    this.#of(collection).delete(name);
    this.send(collection, { type: "DELETED", object: stored });
  }

  /** Sends a watch event, unchanged, to every watch of the collection. */
  send(collection: string, event: object): void {
    for (const [response, path] of this.#watchers)
      if (path === collection) response.write(`${JSON.stringify(event)}\n`);
  }

  /** Returns the number of open watches of a collection. */
  watching(collection: string): number {
    return [...this.#watchers.values()].filter((path) => path === collection).length;
  }

  /** Cuts the connection of every open watch. */
  breakWatches(): void {
    for (const response of this.#watchers.keys()) response.destroy();
  }

  #of(collection: string): Map<string, Stored> {
    const known = this.#collections.get(collection) ?? new Map<string, Stored>();
    this.#collections.set(collection, known);
    return known;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    const url = new URL(request.url ?? "/", this.url);
    const scripted = this.script.findIndex(({ match }) => match.test(request.url ?? ""));
    const [planned] = scripted < 0 ? [] : this.script.splice(scripted, 1);
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    if (planned !== undefined) planned.answer(request, response);
    else if (!(await this.authenticate(token)))
      answer(response, 401, status(401, "Unauthorized", "Unauthorized"));
    else if (url.pathname === "/version") answer(response, 200, { gitVersion: "v1.36.3" });
    else if (this.documents.has(url.pathname))
      answer(response, 200, this.documents.get(url.pathname) ?? {});
    else if (url.pathname.endsWith("/selfsubjectaccessreviews"))
      void this.#review(request, response);
    else if (url.pathname.endsWith("/log")) this.#log(url, response);
    else if (url.searchParams.has("watch")) this.#watch(url, response);
    else this.#list(url, response);
  }

  async #review(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks = (await request.toArray()) as Buffer[];
    const review = JSON.parse(Buffer.concat(chunks).toString()) as {
      spec: { resourceAttributes: { resource: string } };
    };
    const { resource } = review.spec.resourceAttributes;
    answer(response, 201, { ...review, status: { allowed: !this.denied.has(resource) } });
  }

  #log(url: URL, response: ServerResponse): void {
    const [, pod = ""] = /pods\/([^/]+)\/log$/.exec(url.pathname) ?? [];
    const previous = url.searchParams.has("previous") ? "/previous" : "";
    const text = this.logs.get(`${pod}/${url.searchParams.get("container") ?? ""}${previous}`);
    if (text === undefined) answer(response, 404, status(404, "NotFound", "no such log"));
    else response.end(text);
  }

  #list(url: URL, response: ServerResponse): void {
    const all = [...this.#of(url.pathname).values()].filter(({ metadata }) =>
      fitsSelector(metadata.labels ?? {}, url.searchParams.get("labelSelector")),
    );
    const limit = Number(url.searchParams.get("limit") ?? all.length);
    const from = Number(url.searchParams.get("continue") ?? 0);
    const more = from + limit < all.length ? { continue: String(from + limit) } : {};
    const metadata = { resourceVersion: String(this.#version), ...more };
    answer(response, 200, { metadata, items: all.slice(from, from + limit) });
  }

  #watch(url: URL, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    this.#watchers.set(response, url.pathname);
    response.on("close", () => this.#watchers.delete(response));
    const from = Number(url.searchParams.get("resourceVersion"));
    for (const object of this.#of(url.pathname).values())
      if (Number(object.metadata.resourceVersion) > from)
        response.write(`${JSON.stringify({ type: "MODIFIED", object })}\n`);
  }
}

/** Supports only selectors with equalities. */
const fitsSelector = (labels: Record<string, string>, selector: string | null): boolean =>
  (selector ?? "")
    .split(",")
    .filter((term) => term !== "")
    .every((term) => labels[term.split("=")[0] ?? ""] === term.split("=")[1]);

export function answer(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

/** Returns a Status object: the body of an error answer. */
export const status = (code: number, reason: string, message: string) => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  code,
  reason,
  message,
});
