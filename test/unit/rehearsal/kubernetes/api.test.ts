import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import {
  APPS,
  CORE,
  call,
  deployment,
  isRolledOut,
  open,
  patch,
  post,
  start,
  until,
} from "./world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

const configMap = (
  name: string,
  data: Record<string, string> = {},
  labels?: Record<string, string>,
) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...(labels && { labels }) },
  data,
});

describe("who may come in (K-E 7)", () => {
  it("a good token, another user's, none, a bad one", async () => {
    const user = { username: "arn:aws:iam::111122223333:role/fleet-plan", groups: [] };
    kube = await start({
      authenticate: (token) => (token === "plan" ? user : undefined),
      deny: [{ username: user.username, resource: "secrets" }],
    });
    expect((await call(kube, `${CORE}/pods`, { token: "plan" })).status).toBe(200);
    const bad = await call(kube, `${CORE}/pods`, { token: "bad" });
    expect(bad.body).toStrictEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "Unauthorized",
      reason: "Unauthorized",
      code: 401,
    });
    const none = await call(kube, "/api/v1/pods", { token: "" });
    expect(none.body).toMatchObject({
      code: 403,
      message:
        'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    });
    expect((await call(kube, "/version", { token: "" })).status).toBe(200);
    const denied = await call(kube, `${CORE}/secrets/db`, { token: "plan" });
    expect(denied.body.message).toBe(
      `secrets "db" is forbidden: User "${user.username}" cannot get resource "secrets" in API group "" in the namespace "default"`,
    );
  });

  it("answers SelfSubjectAccessReview by the same rules", async () => {
    kube = await start({ deny: [{ resource: "pods/log" }] });
    const ask = async (subresource: string) => {
      const resourceAttributes = {
        verb: "get",
        resource: "pods",
        subresource,
        namespace: "default",
      };
      const { body } = await post(kube, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
        spec: { resourceAttributes },
      });
      return body.status["allowed"];
    };
    expect(await ask("log")).toBe(false);
    expect(await ask("")).toBe(true);
  });

  it("keeps tokens out of the request log", async () => {
    kube = await start();
    await call(kube, "/version");
    expect(kube.requests[0]?.headers.authorization).toBe("***");
  });
});

const NAME_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters";
const pod = { containers: [{ name: "x", image: "y" }] };

describe("refusals in the API server's words", () => {
  it.each([
    [
      "a wrong name",
      { metadata: { name: "X_y" } },
      `metadata.name: Invalid value: "X_y": ${NAME_RULE}`,
    ],
    [
      "negative replicas",
      {
        spec: {
          replicas: -1,
          selector: { matchLabels: { app: "web" } },
          template: { metadata: { labels: { app: "web" } }, spec: pod },
        },
      },
      "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
    ],
    ["no selector", { spec: { template: { spec: pod } } }, "spec.selector: Required value"],
    [
      "a selector that does not fit",
      {
        spec: {
          selector: { matchLabels: { a: "b" } },
          template: { metadata: { labels: { a: "c" } }, spec: pod },
        },
      },
      'spec.template.metadata.labels: Invalid value: {"a":"c"}: `selector` does not match template `labels`',
    ],
    [
      "no image",
      {
        spec: {
          selector: { matchLabels: { a: "b" } },
          template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "x" }] } },
        },
      },
      "spec.template.spec.containers[0].image: Required value",
    ],
    [
      "restartPolicy Never",
      {
        spec: {
          selector: { matchLabels: { a: "b" } },
          template: { metadata: { labels: { a: "b" } }, spec: { ...pod, restartPolicy: "Never" } },
        },
      },
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
  ])("%s", async (_, change, message) => {
    kube = await start();
    const { status, body } = await post(kube, `${APPS}/deployments`, {
      ...deployment("web"),
      ...change,
    });
    expect([status, body.reason]).toStrictEqual([422, "Invalid"]);
    expect(body.message).toContain(message);
  });

  it.each([
    ["GET", `${APPS}/deployments/zz`, undefined, 404, 'deployments.apps "zz" not found'],
    [
      "POST",
      "/apis/apps/v1/namespaces/nope/deployments",
      deployment("x"),
      404,
      'namespaces "nope" not found',
    ],
    ["GET", "/api/v1/nothing", undefined, 404, "the server could not find the requested resource"],
    [
      "PUT",
      `${APPS}/deployments`,
      {},
      405,
      "the server does not allow this method on the requested resource",
    ],
    [
      "POST",
      `${CORE}/configmaps`,
      { kind: "Pod", apiVersion: "v1" },
      400,
      'Pod in version "v1" cannot be handled as a ConfigMap',
    ],
    [
      "POST",
      `${CORE}/configmaps`,
      { metadata: { name: "a", namespace: "other" } },
      400,
      "the namespace of the provided object does not match the namespace sent on the request",
    ],
    [
      "GET",
      `${CORE}/configmaps?fieldSelector=foo%3Dbar`,
      undefined,
      400,
      '"foo" is not a known field selector: only "metadata.name"',
    ],
    [
      "DELETE",
      "/api/v1/namespaces/default",
      undefined,
      403,
      'namespaces "default" is forbidden: this namespace may not be deleted',
    ],
  ])("%s %s", async (method, path, body, status, message) => {
    kube = await start();
    const answer = await call(kube, path, { method, ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
  });

  it("an existing name, an old version, an immutable selector", async () => {
    kube = await start();
    const { body } = await post(kube, `${APPS}/deployments`, deployment("web"));
    expect((await post(kube, `${APPS}/deployments`, deployment("web"))).body).toMatchObject({
      code: 409,
      message: 'deployments.apps "web" already exists',
    });
    await isRolledOut(kube, "web");
    const stale = await call(kube, `${APPS}/deployments/web`, { method: "PUT", body });
    expect(stale.body.message).toBe(
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    );
    const changed = await patch(kube, `${APPS}/deployments/web`, {
      spec: { selector: { matchLabels: { x: "y" } } },
    });
    expect(changed.body.details.causes?.map(({ field }) => field)).toStrictEqual([
      "spec.template.metadata.labels",
      "spec.selector",
    ]);
    expect(changed.body.message).toContain(
      'spec.selector: Invalid value: {"matchLabels":{"app":"web","x":"y"}}: field is immutable',
    );
  });
});

describe("patches", () => {
  it("merge by key where the API does, and take directives", async () => {
    kube = await start();
    const two = {
      containers: [
        { name: "web", image: "a:1" },
        { name: "side", image: "b:1" },
      ],
    };
    await post(kube, `${APPS}/deployments`, deployment("web", "", { replicas: 0 }, two));
    const images = (body: unknown) =>
      (
        body as { spec: { template: { spec: { containers: { image: string }[] } } } }
      ).spec.template.spec.containers.map(({ image }) => image);
    const change = (containers: object[], more: object = {}) => ({
      spec: { template: { spec: { containers, ...more } } },
    });
    const merged = await patch(
      kube,
      `${APPS}/deployments/web`,
      change([{ name: "side", image: "b:2" }]),
      "strategic-merge-patch+json",
    );
    expect(images(merged.body)).toStrictEqual(["a:1", "b:2"]);
    const order = { "$setElementOrder/containers": [{ name: "side" }, { name: "web" }] };
    const ordered = await patch(
      kube,
      `${APPS}/deployments/web`,
      change([{ name: "web", image: "a:2" }], order),
      "strategic-merge-patch+json",
    );
    expect(images(ordered.body)).toStrictEqual(["b:2", "a:2"]);
    const removed = await patch(
      kube,
      `${APPS}/deployments/web`,
      change([{ name: "side", $patch: "delete" }]),
      "strategic-merge-patch+json",
    );
    expect(images(removed.body)).toStrictEqual(["a:2"]);
    const json = await patch(
      kube,
      `${APPS}/deployments/web`,
      [{ op: "replace", path: "/spec/template/spec/containers/0/image", value: "a:3" }],
      "json-patch+json",
    );
    expect(images(json.body)).toStrictEqual(["a:3"]);
    expect(json.body.metadata["generation"]).toBe(5);
    const failing = await patch(
      kube,
      `${APPS}/deployments/web`,
      [{ op: "test", path: "/spec/replicas", value: 9 }],
      "json-patch+json",
    );
    expect([failing.status, failing.body.reason]).toStrictEqual([422, "Invalid"]);
    expect((await patch(kube, `${APPS}/deployments/web`, {}, "json")).status).toBe(415);
  });

  it("server-side apply: creates, conflicts, is forced, drops what its manager leaves out", async () => {
    kube = await start();
    const apply = (manager: string, data: Record<string, string>, more = "") =>
      call(kube, `${CORE}/configmaps/c?fieldManager=${manager}${more}`, {
        method: "PATCH",
        body: configMap("c", data),
        type: "application/apply-patch+yaml",
      });
    expect((await apply("one", { a: "1", b: "2" })).status).toBe(201);
    const conflict = await apply("two", { a: "9", b: "8" });
    expect(conflict.body.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b',
    );
    expect((await apply("two", { a: "9" })).body.message).toBe(
      'Apply failed with 1 conflict: conflict with "one": .data.a',
    );
    expect((await apply("two", { a: "9" }, "&force=true")).body.data).toStrictEqual({
      a: "9",
      b: "2",
    });
    expect((await apply("one", {})).body.data).toStrictEqual({ a: "9" });
    const dry = await apply("two", { a: "10" }, "&dryRun=All");
    expect(dry.body.data).toStrictEqual({ a: "10" });
    expect(
      kube.objects("configmaps", "default").find(({ metadata }) => metadata.name === "c")?.["data"],
    ).toStrictEqual({ a: "9" });
  });
});

describe("lists and watches", () => {
  it("pages with limit and continue, and selects by labels (K-E 50)", async () => {
    kube = await start();
    for (const name of ["a", "b", "c"])
      await post(
        kube,
        `${CORE}/configmaps`,
        configMap(name, {}, { app: name === "b" ? "x" : "y" }),
      );
    const names = (body: { items: { metadata: { name: string } }[] }) =>
      body.items.map(({ metadata }) => metadata.name);
    const first = await call(kube, `${CORE}/configmaps?limit=2&labelSelector=app`);
    expect(names(first.body)).toStrictEqual(["a", "b"]);
    const second = await call(
      kube,
      `${CORE}/configmaps?limit=2&labelSelector=app&continue=${first.body.metadata.continue ?? ""}`,
    );
    expect(names(second.body)).toStrictEqual(["c"]);
    expect(
      names((await call(kube, `${CORE}/configmaps?labelSelector=app%20in%20(x),app!%3Dy`)).body),
    ).toStrictEqual(["b"]);
  });

  it("tells changes from a version on; leaving the selection looks like a deletion", async () => {
    kube = await start();
    const { body } = await post(kube, `${CORE}/configmaps`, configMap("a", {}, { app: "x" }));
    const stream = await open(
      kube,
      `${CORE}/configmaps?watch=1&labelSelector=app%3Dx&resourceVersion=${body.metadata.resourceVersion}`,
    );
    await patch(kube, `${CORE}/configmaps/a`, { data: { k: "v" } });
    await patch(kube, `${CORE}/configmaps/a`, { metadata: { labels: { app: "y" } } });
    await patch(kube, `${CORE}/configmaps/a`, { metadata: { labels: { app: "x" } } });
    await call(kube, `${CORE}/configmaps/a`, { method: "DELETE" });
    const seen: string[] = [];
    for await (const line of createInterface({ input: stream })) {
      seen.push((JSON.parse(line) as { type: string }).type);
      if (seen.length === 4) break;
    }
    stream.destroy();
    expect(seen).toStrictEqual(["MODIFIED", "DELETED", "ADDED", "DELETED"]);
  });

  it("must not be lost: 410 watches: starts with everything and a bookmark, and says 410 to the forgetful (K-E 48)", async () => {
    kube = await start();
    const lines = async (query: string, count: number) => {
      const stream = await open(kube, `/api/v1/namespaces?watch=1&${query}`);
      const seen: {
        type: string;
        object: { code?: number; metadata: { annotations?: object } };
      }[] = [];
      for await (const line of createInterface({ input: stream }))
        if (seen.push(JSON.parse(line) as never) === count) break;
      stream.destroy();
      return seen;
    };
    const all = await lines(
      "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
      5,
    );
    expect(all.map(({ type }) => type)).toStrictEqual([
      "ADDED",
      "ADDED",
      "ADDED",
      "ADDED",
      "BOOKMARK",
    ]);
    expect(all.at(-1)?.object.metadata.annotations).toStrictEqual({
      "k8s.io/initial-events-end": "true",
    });
    kube.compact();
    const [gone] = await lines("resourceVersion=1", 1);
    expect([gone?.type, gone?.object.code]).toStrictEqual(["ERROR", 410]);
  });

  it("must not be lost: 429 watches: scripted faults with Retry-After, a cut connection (K-E 48)", async () => {
    kube = await start();
    kube.faults.add({
      match: { path: /pods/ },
      respond: { status: 429, headers: { "retry-after": "1" } },
    });
    expect((await call(kube, `${CORE}/pods`)).headers["retry-after"]).toBe("1");
    kube.faults.add({ match: { path: /pods/ }, respond: "reset" });
    await expect(call(kube, `${CORE}/pods`)).rejects.toThrow(/hang up|ECONNRESET/);
  });
});

describe("namespaces and owners", () => {
  it("a namespace takes its content along, and takes nothing new meanwhile (K-E 35)", async () => {
    kube = await start();
    await post(kube, "/api/v1/namespaces", { metadata: { name: "shop" } });
    const held = {
      ...configMap("held"),
      metadata: { name: "held", finalizers: ["example.com/hold"] },
    };
    await post(kube, "/api/v1/namespaces/shop/configmaps", held);
    await call(kube, "/api/v1/namespaces/shop", { method: "DELETE" });
    const late = await post(kube, "/api/v1/namespaces/shop/configmaps", configMap("late"));
    expect(late.body.message).toBe(
      'configmaps "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
    );
    await until(kube, "/api/v1/namespaces/shop", "configmaps", (all) =>
      all.some(({ metadata }) => metadata.deletionTimestamp !== undefined),
    );
    await patch(kube, "/api/v1/namespaces/shop/configmaps/held", {
      metadata: { finalizers: null },
    });
    await until(kube, "/api/v1", "namespaces", (all) =>
      all.every(({ metadata }) => metadata.name !== "shop"),
    );
  });

  it("Orphan leaves dependents behind without an owner", async () => {
    kube = await start();
    await post(kube, `${APPS}/deployments`, deployment("web"));
    await isRolledOut(kube, "web");
    await call(kube, `${APPS}/deployments/web?propagationPolicy=Orphan`, { method: "DELETE" });
    const [set] = await until(
      kube,
      APPS,
      "replicasets",
      ([item]) => item !== undefined && item.metadata.ownerReferences === undefined,
    );
    expect(set?.spec.replicas).toBe(2);
    await until(kube, APPS, "deployments", (all) => all.length === 0);
  });
});

describe("must not be lost: kept worlds", () => {
  it("comes back with its CA, its objects, its pods still running and their logs", async () => {
    const directory = mkdtempSync(join(tmpdir(), "kubernetes-"));
    kube = await start({ directory });
    await post(kube, `${APPS}/deployments`, deployment("web"));
    await isRolledOut(kube, "web");
    const [before, pods] = [kube.objects("deployments"), kube.objects("pods")];
    const { certificateAuthority } = kube;
    await kube.close();
    kube = await start({ directory });
    expect(kube.certificateAuthority).toBe(certificateAuthority);
    expect(kube.objects("deployments")).toStrictEqual(before);
    const log = await call(kube, `${CORE}/pods/${pods[0]!.metadata.name}/log`);
    expect(log.body["text"]).toBe("listening on port 8080\n");
    await patch(kube, `${APPS}/deployments/web`, { spec: { replicas: 3 } });
    await isRolledOut(kube, "web");
    const kept = new Set(kube.objects("pods").map(({ metadata }) => metadata.uid));
    expect(pods.every(({ metadata }) => kept.has(metadata.uid))).toBe(true);
    rmSync(directory, { recursive: true });
  });
});
