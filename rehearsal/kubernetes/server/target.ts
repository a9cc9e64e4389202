import { notServed } from "../objects/refusals.ts";
import { KINDS, type Kind } from "../objects/kinds.ts";

/** One parsed request, independent of the transport. */
export interface ApiRequest {
  method: string;
  url: URL;
  contentType: string;
  body: Buffer;
}

/** The object or collection that a request addresses, read from its method and path. */
export interface Target {
  kind: Kind;
  namespace: string | undefined;
  name: string | undefined;
  subresource: "status" | "log" | undefined;
  verb: Verb;
}

/** The verbs of access rules. */
type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete";

/** Returns how refusals name a request: `PATCH /apis/apps/v1/... (application/apply-patch+yaml)`. */
export function nameOf({ method, url, contentType }: ApiRequest): string {
  const path = `${method} ${url.pathname}${url.search}`;
  return contentType === "" ? path : `${path} (${contentType})`;
}

/** The request bodies, subresources and query parameters that are served, by verb. */
const SERVED: Record<Verb, { type?: string; subresource?: string; query: string[] }> = {
  get: { subresource: "log", query: ["container", "previous", "tailLines", "limitBytes"] },
  list: { query: ["limit", "continue"] },
  watch: {
    query: ["watch", "resourceVersion", "allowWatchBookmarks", "timeoutSeconds"],
  },
  create: { type: "application/json", query: [] },
  update: { type: "application/json", subresource: "status", query: [] },
  patch: { type: "application/json-patch+json", query: [] },
  delete: { type: "application/json", query: [] },
};

/**
 * Reads `/api/v1/...` and `/apis/GROUP/VERSION/...`.
 * @throws StatusError 501 that names the request if any part of it is not served
 */
export function parseTarget(request: ApiRequest): Target {
  const target = readPath(request);
  if (target === undefined || !isServed(target, request)) throw notServed(nameOf(request));
  return target;
}

const PATH =
  /^\/(?:api|apis\/(?<group>[^/]+))\/(?<version>v[12])(?:\/namespaces\/(?<namespace>[^/]+)(?=\/.))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+)(?:\/(?<subresource>[^/]+))?)?$/;

function readPath({ method, url }: ApiRequest): Target | undefined {
  const parts = PATH.exec(decodeURIComponent(url.pathname))?.groups;
  if (parts === undefined) return undefined;
  const { group = "", version, namespace, plural, name, subresource } = parts;
  const kind = KINDS.find(
    (one) => one.group === group && one.version === version && one.plural === plural,
  );
  const verb = verbOf(method, name, url);
  if (kind === undefined || verb === undefined) return undefined;
  return { kind, namespace, name, subresource: subresource as Target["subresource"], verb };
}

function verbOf(method: string, name: string | undefined, url: URL): Verb | undefined {
  const isOne = name !== undefined;
  if (method === "GET") {
    if (isOne) return "get";
    return /^(?:1|true)$/.test(url.searchParams.get("watch") ?? "") ? "watch" : "list";
  }
  if (method === "POST") return isOne ? undefined : "create";
  if (!isOne) return undefined;
  return ({ PUT: "update", PATCH: "patch", DELETE: "delete" } as const)[method];
}

function isServed(target: Target, { url, contentType, body }: ApiRequest): boolean {
  const { kind, namespace, name, subresource, verb } = target;
  const served = SERVED[verb];
  // A collection can be read across all namespaces. Any other request is for one namespace.
  const isPlaced = kind.namespaced
    ? namespace !== undefined || verb === "list" || verb === "watch"
    : namespace === undefined;
  return (
    isPlaced &&
    (subresource === undefined ? verb !== "update" : subresource === served.subresource) &&
    (subresource !== "log" || (kind.plural === "pods" && name !== undefined)) &&
    (subresource !== "status" || kind.status) &&
    // Only its kubelet changes an existing pod.
    (verb !== "patch" || kind.plural !== "pods") &&
    (body.length === 0 || contentType === "" || contentType === served.type) &&
    [...url.searchParams.keys()].every((key) => served.query.includes(key))
  );
}
