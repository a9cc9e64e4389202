import type { LoggedRequest } from "../base/http.ts";

/** The embedded services that keep a log of their requests, by the name that the shapes begin with. */
export type RequestLogs = Readonly<Record<Service, readonly LoggedRequest[]>>;
type Service = "aws" | "github" | "kubernetes" | "registry";

/** What differs from run to run, or with the names that the consumer gave, is replaced by what it is. */
const REPLACEMENTS: Readonly<Record<Service, readonly (readonly [RegExp, string])[]>> = {
  aws: [
    [/^\/clusters\/[^/]+/, "/clusters/{name}"],
    [/^\/(?!clusters\/|$)[^/]+\/.+/, "/{bucket}/{key}"],
    // SDKs write a slash behind the bucket, terraform does not; S3 takes both for the same.
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
 * Headers that ask for something else than the same request without them. A patch's content type says how it is
 * merged.
 */
const QUALIFIERS = ["if-match", "if-none-match", "range"] as const;

/**
 * Left out of the shapes: whether the log of a container's present run or of the one before is read depends on the
 * moment at which the failing container is looked at.
 */
const MOMENTARY = "previous";

/**
 * The kinds of requests in the logs of the embedded services, each once and sorted: service, method, path and the names
 * of the query's parameters, conditions, and the service's own name for the operation. For example
 * `aws PUT /{bucket}/{key}?x-id if-none-match s3:PutObject`.
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
