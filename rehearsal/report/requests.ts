import type { LoggedRequest } from "../base/http.ts";

/** The request logs of the embedded services, by the name that the request shapes begin with. */
export type RequestLogs = Readonly<Record<Service, readonly LoggedRequest[]>>;
type Service = "aws" | "github" | "kubernetes" | "registry";

/** Replaces values that differ between runs, or that depend on the consumer's names, by what they stand for. */
const REPLACEMENTS: Readonly<Record<Service, readonly (readonly [RegExp, string])[]>> = {
  aws: [
    [/^\/clusters\/[^/]+/, "/clusters/{name}"],
    [/^\/(?!clusters\/|$)[^/]+\/.+/, "/{bucket}/{key}"],
    // SDKs write a slash after the bucket, terraform does not. S3 treats both in the same way.
    [/^\/(?!clusters\/|$|\{)[^/]+\/?$/, "/{bucket}"],
  ],
  github: [
    [/\/repos\/[^/]+\/[^/]+/, "/repos/{owner}/{repository}"],
    [/\/environments\/[^/]+/, "/environments/{environment}"],
    [/\/labels\/[^/]+$/, "/labels/{label}"],
    [/\/compare\/.+/, "/compare/{basehead}"],
    [/\/[0-9a-f]{40}(?=\/|$)/g, "/{sha}"],
    [/^\/storage\/artifacts\/[^/]+/, "/storage/artifacts/{key}"],
    [/\/\d+(?=\/|$)/g, "/{number}"],
  ],
  kubernetes: [
    [/\/namespaces\/[^/]+/, "/namespaces/{namespace}"],
    [
      /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)((?:\/namespaces\/\{namespace\})?\/(?!namespaces)[^/]+)\/[^/]+/,
      "$1$2/{name}",
    ],
  ],
  registry: [
    [/^\/v2\/.+\/(blobs|manifests|referrers|tags)\//, "/v2/{repository}/$1/"],
    [/\/uploads\/[^/]+$/, "/uploads/{upload}"],
    [/\/sha256:[0-9a-f]{64}$/, "/{digest}"],
    [/\/manifests\/[^/{]+$/, "/manifests/{tag}"],
  ],
};

/**
 * Headers that make a request different from the same request without them. The content type of a patch states how the
 * patch is merged.
 */
const QUALIFIERS = ["if-match", "if-none-match", "range"] as const;

/**
 * Omitted from the shapes: whether the log of the current or of the previous container run is read depends on when the
 * failing container is looked at.
 */
const MOMENTARY = "previous";

/**
 * Returns the kinds of requests in the logs of the embedded services, each once and sorted: service, method, path and
 * the names of the query's parameters, conditions, and the service's own name for the operation. For example `aws PUT
 * /{bucket}/{key}?x-id if-none-match s3:PutObject`.
 */
export function requestShapes(logs: RequestLogs): string[] {
  const shapes = Object.entries(logs).flatMap(([service, requests]) =>
    requests.map((request) => shapeOf(service as Service, request)),
  );
  return [...new Set(shapes)].sort();
}

function shapeOf(service: Service, { method, path, headers, operation }: LoggedRequest): string {
  const [target = "", query = ""] = path.split("?");
  const parameters = [...new Set(new URLSearchParams(query).keys())]
    .filter((name) => name !== MOMENTARY)
    .sort();
  const patch =
    method === "PATCH" && service === "kubernetes" ? headers["content-type"] : undefined;
  return [
    service,
    method,
    REPLACEMENTS[service].reduce((text, [pattern, by]) => text.replace(pattern, by), target) +
      (parameters.length === 0 ? "" : `?${parameters.join("&")}`),
    patch,
    ...QUALIFIERS.filter((name) => headers[name] !== undefined),
    operation,
  ]
    .filter((part) => part !== undefined)
    .join(" ");
}
