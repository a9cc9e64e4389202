// What no independent engine can judge: who has access, what the rehearsal refuses by name, scripted faults.
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it, test } from "@jest/globals";
import type { Kubernetes } from "../../../../../rehearsal/kubernetes/index.ts";
import { APPS, CORE, call, deployment, open, post, start } from "../world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

describe("access (K-E 7)", () => {
  it("is given to a user of the options, except to what is denied to that user", async () => {
    const user = { username: "arn:aws:iam::111122223333:role/fleet-plan", groups: [] };
    kube = await start({
      authenticate: (token) => (token === "plan" ? user : undefined),
      deny: [{ username: user.username, resource: "secrets" }],
    });
    expect((await call(kube, `${CORE}/pods`, { token: "plan" })).status).toBe(200);
    expect((await call(kube, "/version", { token: "" })).status).toBe(200);
    const denied = await call(kube, `${CORE}/secrets/db`, { token: "plan" });
    expect(denied.body.message).toBe(
      `secrets "db" is forbidden: User "${user.username}" cannot get resource "secrets" in API group "" in the namespace "default"`,
    );
  });

  it("is reported by SelfSubjectAccessReview by the same rules", async () => {
    kube = await start({ deny: [{ resource: "pods/log" }] });
    const review = async (subresource: string) => {
      const attributes = { verb: "get", resource: "pods", subresource, namespace: "default" };
      const { body } = await post(kube, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
        spec: { resourceAttributes: attributes },
      });
      return body.status["allowed"];
    };
    expect(await review("log")).toBe(false);
    expect(await review("")).toBe(true);
  });

  it("leaves no tokens in the request log", async () => {
    kube = await start();
    await call(kube, "/version");
    expect(kube.requests[0]?.headers.authorization).toBe("***");
  });
});

const PATCH_TYPES = "application/apply-patch+yaml";
test.each([
  ["GET", "/apis", undefined],
  ["GET", "/openapi/v2", undefined],
  ["GET", "/api/v1/nothing", undefined],
  ["GET", "/apis/apps/v1/namespaces/default/statefulsets", undefined],
  ["POST", "/apis/apps/v1/namespaces/default/daemonsets", {}],
  ["GET", `${CORE}/pods?labelSelector=app%3Dweb`, undefined],
  ["GET", `${CORE}/pods/web/log?follow=true`, undefined],
  ["GET", `${APPS}/deployments/web/scale`, undefined],
  ["PUT", `${APPS}/deployments/web`, {}],
  ["POST", `${CORE}/configmaps?dryRun=All`, {}],
  ["POST", `${CORE}/pods/web/eviction`, {}],
  ["DELETE", `${CORE}/configmaps`, undefined],
  ["POST", "/api/v1/configmaps", {}],
])("%s %s is refused by name", async (method, path, body) => {
  kube = await start();
  const answer = await call(kube, path, { method, ...(body === undefined ? {} : { body }) });
  expect([answer.status, answer.body.kind]).toStrictEqual([501, "Status"]);
  const type = body === undefined ? "" : " (application/json)";
  expect(answer.body.message).toBe(
    `the rehearsal does not serve ${method} ${path}${type}; a real API server does (--real kubernetes)`,
  );
});

test.each([PATCH_TYPES, "application/merge-patch+json", "application/strategic-merge-patch+json"])(
  "a patch of the type %s is refused by name",
  async (type) => {
    kube = await start();
    const path = `${APPS}/deployments/web`;
    const { body } = await call(kube, path, { method: "PATCH", body: {}, type });
    expect(body.message).toBe(
      `the rehearsal does not serve PATCH ${path} (${type}); a real API server does (--real kubernetes)`,
    );
  },
);

describe("lists and watches", () => {
  it("must not be lost: 410 watches: starts with everything, and answers an old version with 410 (K-E 48)", async () => {
    kube = await start();
    const lines = async (query: string, count: number) => {
      const stream = await open(kube, `/api/v1/namespaces?watch=1&${query}`);
      const seen: { type: string; object: { code?: number } }[] = [];
      for await (const line of createInterface({ input: stream }))
        if (seen.push(JSON.parse(line) as never) === count) break;
      stream.destroy();
      return seen;
    };
    const all = await lines("resourceVersion=0", 4);
    expect(all.map(({ type }) => type)).toStrictEqual(["ADDED", "ADDED", "ADDED", "ADDED"]);
    kube.compact();
    const [gone] = await lines("resourceVersion=1", 1);
    expect([gone?.type, gone?.object.code]).toStrictEqual(["ERROR", 410]);
  });

  it("a page of a compacted list is answered with 410 (K-E 50)", async () => {
    kube = await start();
    const first = await call(kube, "/api/v1/namespaces?limit=1");
    await post(kube, `${CORE}/configmaps`, configMap("later"));
    kube.compact();
    const token = first.body.metadata.continue ?? "";
    const next = await call(kube, `/api/v1/namespaces?limit=1&continue=${token}`);
    expect([next.status, next.body.reason]).toStrictEqual([410, "Expired"]);
  });

  it("must not be lost: 429 watches: scripted faults with Retry-After, and cut connections (K-E 48)", async () => {
    kube = await start();
    kube.faults.add({
      match: { path: /pods/ },
      respond: { status: 429, headers: { "retry-after": "1" } },
    });
    expect((await call(kube, `${CORE}/pods`)).headers["retry-after"]).toBe("1");
    kube.faults.add({ match: { path: /pods/ }, respond: "reset" });
    await expect(call(kube, `${CORE}/pods`)).rejects.toThrow(/hang up|ECONNRESET/);
  });

  it("faults and the log of requests concern outside clients, not the kubelets", async () => {
    kube = await start();
    kube.faults.add({ match: { path: /pods/ }, times: Infinity, respond: "reset" });
    await post(kube, `${APPS}/deployments`, deployment("web"));
    const stream = await open(kube, `${APPS}/deployments?watch=1`);
    for await (const line of createInterface({ input: stream }))
      if (line.includes('"availableReplicas":2')) break;
    stream.destroy();
    expect(kube.requests.filter(({ path }) => path.includes("/pods"))).toStrictEqual([]);
  });
});
