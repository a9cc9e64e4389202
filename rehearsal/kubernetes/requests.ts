import { StatusError, badRequest } from "./errors.ts";
import { KINDS, type Kind } from "./kinds.ts";

/** What a request asks for, read from its method and path. */
export interface Target {
  kind: Kind;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
  verb: string;
}

export const WATCH = /^(?:1|true)$/;

/**
 * Reads `/api/v1/...` and `/apis/GROUP/VERSION/...`. @returns undefined for a group that is not served
 * @throws StatusError 404 for a resource that its group does not have
 */
export function parseTarget(method: string, url: URL): Target | undefined {
  const parts = url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const root = parts.shift();
  const group = root === "apis" ? parts.shift() : "";
  const version = parts.shift();
  if ((root !== "api" && root !== "apis") || version === undefined) return undefined;
  const inGroup = KINDS.filter((kind) => kind.group === group && kind.version === version);
  if (inGroup.length === 0) return undefined;
  const namespaced =
    parts[0] === "namespaces" &&
    parts.length > 2 &&
    !["status", "finalize"].includes(parts[2] ?? "");
  const namespace = namespaced ? parts[1] : undefined;
  if (namespaced) parts.splice(0, 2);
  const [plural, name, subresource] = parts;
  const kind = inGroup.find((item) => item.plural === plural);
  const known = subresource === undefined || kind?.subresources.includes(subresource) === true;
  if (kind === undefined || !known || parts.length > 3 || (namespaced && !kind.namespaced))
    throw new StatusError(404, "NotFound", "the server could not find the requested resource", {});
  return { kind, namespace, name, subresource, verb: verbOf(method, name, url) };
}

/** The verb that access rules speak of. */
function verbOf(method: string, name: string | undefined, url: URL): string {
  switch (method) {
    case "GET":
      if (WATCH.test(url.searchParams.get("watch") ?? "")) return "watch";
      return name === undefined ? "list" : "get";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      return method.toLowerCase();
  }
}

/** The manager that a client writes as: its `fieldManager`, else the first word of its user agent. */
export function managerOf(url: URL, userAgent: string): string {
  return url.searchParams.get("fieldManager") ?? (userAgent.split("/")[0] || "unknown");
}

export function isDryRun(url: URL): boolean {
  const values = url.searchParams.getAll("dryRun");
  const bad = values.find((value) => value !== "All");
  if (bad !== undefined) throw badRequest(`invalid dryRun value: ["${bad}"]`);
  return values.length > 0;
}
