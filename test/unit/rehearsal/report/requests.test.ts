import { expect, test } from "@jest/globals";
import type { LoggedRequest } from "../../../../rehearsal/base/http.ts";
import { requestShapes } from "../../../../rehearsal/report/requests.ts";

type Service = "aws" | "github" | "kubernetes" | "registry";

/** Returns the shapes of requests to one service. */
function shapesOf(service: Service, ...requests: Partial<LoggedRequest>[]): string[] {
  const logs = { aws: [], github: [], kubernetes: [], registry: [] };
  return requestShapes({
    ...logs,
    [service]: requests.map((request) => ({
      at: "",
      method: "GET",
      path: "/",
      headers: {},
      ...request,
    })),
  });
}

const DIGEST = `sha256:${"a".repeat(64)}`;

test.each<[Service, string, string, string]>([
  ["aws", "GET", "/bucket/?encryption=", "/{bucket}?encryption"],
  ["aws", "GET", "/bucket?list-type=2&prefix=env%3A", "/{bucket}?list-type&prefix"],
  ["aws", "PUT", "/bucket/a/b.tfstate?x-id=PutObject", "/{bucket}/{key}?x-id"],
  ["aws", "POST", "/", "/"],
  ["aws", "GET", "/clusters/fleet-dev", "/clusters/{name}"],
  [
    "github",
    "GET",
    `/repos/o/r/commits/${"0".repeat(40)}/pulls`,
    "/repos/{owner}/{repository}/commits/{sha}/pulls",
  ],
  ["kubernetes", "GET", "/api/v1/namespaces/fleet", "/api/v1/namespaces/{namespace}"],
  ["kubernetes", "GET", "/api/v1/nodes/n-1", "/api/v1/nodes/{name}"],
  [
    "kubernetes",
    "GET",
    "/apis/apps/v1/namespaces/fleet/deployments?watch=1&limit=5",
    "/apis/apps/v1/namespaces/{namespace}/deployments?limit&watch",
  ],
  [
    "kubernetes",
    "GET",
    "/api/v1/namespaces/fleet/pods/web-1/log?tailLines=5&previous=true",
    "/api/v1/namespaces/{namespace}/pods/{name}/log?tailLines",
  ],
  ["registry", "HEAD", `/v2/fleet-dev/web/blobs/${DIGEST}`, "/v2/{repository}/blobs/{digest}"],
  ["registry", "PUT", "/v2/a/b/c/manifests/1.0", "/v2/{repository}/manifests/{tag}"],
  ["registry", "POST", "/v2/web/blobs/uploads/", "/v2/{repository}/blobs/uploads/"],
  [
    "registry",
    "PUT",
    `/v2/web/blobs/uploads/0-1?digest=${DIGEST}`,
    "/v2/{repository}/blobs/uploads/{upload}?digest",
  ],
])("%s %s %s", (service, method, path, shape) => {
  expect(shapesOf(service, { method, path })).toStrictEqual([`${service} ${method} ${shape}`]);
});

test("the type of a patch, conditions and the operation are part of the shape", () => {
  const headers = { "content-type": "application/merge-patch+json" };
  expect(
    shapesOf("kubernetes", { method: "PATCH", path: "/api/v1/namespaces/a", headers }),
  ).toStrictEqual(["kubernetes PATCH /api/v1/namespaces/{namespace} application/merge-patch+json"]);
  expect(
    shapesOf("aws", {
      method: "PUT",
      path: "/b/k",
      headers: { "if-none-match": "*", "content-type": "text/plain" },
      operation: "s3:PutObject",
    }),
  ).toStrictEqual(["aws PUT /{bucket}/{key} if-none-match s3:PutObject"]);
});

test("each shape is listed once, in order", () => {
  expect(shapesOf("aws", { path: "/z/1" }, { path: "/a" }, { path: "/y/2" })).toStrictEqual([
    "aws GET /{bucket}",
    "aws GET /{bucket}/{key}",
  ]);
});
