import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { KubernetesClient } from "../../../../actions/kube-deploy/src/kubernetes/client.ts";
import {
  ApiError,
  ConnectionError,
} from "../../../../actions/kube-deploy/src/kubernetes/errors.ts";
import type { KubernetesObject } from "../../../../actions/kube-deploy/src/kubernetes/objects.ts";
import { follow } from "../../../../actions/kube-deploy/src/kubernetes/watch.ts";
import { ScriptedApi, answer, status } from "../../../support/kubernetes/api.ts";

const PODS = "/api/v1/namespaces/shop/pods";
let api: ScriptedApi;
let client: KubernetesClient;
let stop: AbortController;
let tokens: boolean[];

beforeEach(async () => {
  api = await new ScriptedApi().start();
  tokens = [];
  client = new KubernetesClient({
    server: api.url,
    certificateAuthority: api.authority,
    token: (renew) => {
      tokens.push(renew);
      return Promise.resolve("good");
    },
  });
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  client.close();
  await api.close();
});

const pod = (name: string) => ({ metadata: { name, namespace: "shop" } });

/** Follows the pods; `until` waits for what is told. */
function start(options: { patience?: number; idle?: number } = {}) {
  const told: string[] = [];
  const retries: string[] = [];
  let wake: () => void = () => undefined;
  const tell = (text: string) => {
    told.push(text);
    wake();
  };
  const done = follow<KubernetesObject>(
    client,
    PODS,
    {
      replace: (all) => tell(`all ${all.map(({ metadata }) => metadata.name).join(",")}`),
      set: ({ metadata }) => tell(`set ${metadata.name}`),
      remove: ({ metadata }) => tell(`gone ${metadata.name}`),
    },
    {
      signal: stop.signal,
      backoff: 1,
      onRetry: (error) => retries.push(error.message),
      ...options,
    },
  );
  done.catch(() => wake());
  const until = async (...texts: string[]) => {
    while (told.length < texts.length)
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), done]);
    expect(told.splice(0)).toStrictEqual(texts);
  };
  /** The next watch is open at the server. */
  const open = async () => {
    while (api.watching(PODS) === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  return { done, until, open, retries };
}

const versionsOf = () =>
  api.requests
    .filter((request) => request.includes("watch=1"))
    .map((request) => /resourceVersion=(\d+)/.exec(request)?.[1]);

describe("watch", () => {
  test("tells of what is there and of every change", async () => {
    api.set(PODS, pod("a"));
    const { until, open } = start();
    await until("all a");
    await open();
    api.set(PODS, pod("b"));
    api.set(PODS, pod("a"));
    api.remove(PODS, "b");
    await until("set b", "set a", "gone b");
  });

  test("K-E 48: goes on from the last version after a break", async () => {
    api.set(PODS, pod("a"));
    const { until, open, retries } = start();
    await until("all a");
    await open();
    api.set(PODS, pod("b"));
    await until("set b");
    api.breakWatches();
    api.set(PODS, pod("c"));
    await until("set c");
    expect(versionsOf().slice(0, 2)).toStrictEqual(["101", "102"]);
    expect(api.requests.filter((request) => request.includes("limit="))).toHaveLength(1);
    expect(retries.length).toBeGreaterThan(0);
  });

  test("a bookmark moves the version without being told", async () => {
    const { until, open } = start();
    await until("all ");
    await open();
    api.send(PODS, { type: "BOOKMARK", object: { metadata: { resourceVersion: "555" } } });
    api.send(PODS, { type: "ADDED", object: pod("a") });
    await until("set a");
    api.breakWatches();
    while (versionsOf().length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(versionsOf()).toStrictEqual(["100", "555"]);
  });

  test.each([
    {
      name: "as an answer",
      gone: () =>
        api.script.push({
          match: /watch=1/,
          answer: (_, response) => answer(response, 410, status(410, "Expired", "too old")),
        }),
    },
    {
      name: "as an event",
      gone: () =>
        api.script.push({
          match: /watch=1/,
          answer: (_, response) =>
            response.end(
              `${JSON.stringify({ type: "ERROR", object: status(410, "Expired", "too old") })}\n`,
            ),
        }),
    },
  ])(
    "must not be lost: 410 watches: 410 Gone $name makes it list again (K-E 48)",
    async ({ gone }) => {
      api.set(PODS, pod("a"));
      gone();
      const { until, retries } = start();
      await until("all a", "all a");
      expect(retries).toStrictEqual(["too old"]);
    },
  );

  test("must not be lost: 429 watches: 429 and 5xx are tried again (K-E 48)", async () => {
    for (const code of [429, 500, 503])
      api.script.push({
        match: /limit=/,
        answer: (_, response) => answer(response, code, status(code, "", `busy ${code}`)),
      });
    const { until, retries } = start();
    await until("all ");
    expect(retries).toStrictEqual(["busy 429", "busy 500", "busy 503"]);
  });

  test("must not be lost: half-open watches: a silent connection is opened anew (K-E 48)", async () => {
    const { until, retries } = start({ idle: 30 });
    await until("all ");
    while (versionsOf().length < 3) await new Promise((resolve) => setImmediate(resolve));
    api.set(PODS, pod("late"));
    await until("set late");
    expect(retries[0]).toMatch(/\S/);
  });

  test("K-E 50: 1,200 pods come in pages", async () => {
    for (let index = 0; index < 1200; index += 1) api.set(PODS, pod(`p${index}`));
    let count = 0;
    const seen = new Promise<void>((resolve) => {
      const watcher = {
        replace: (all: KubernetesObject[]) => {
          count = all.length;
          resolve();
        },
        set: () => undefined,
        remove: () => undefined,
      };
      void follow(client, PODS, watcher, { signal: stop.signal });
    });
    await seen;
    expect(count).toBe(1200);
    expect(api.requests.filter((request) => request.includes("limit=500"))).toHaveLength(3);
  });

  test("a refusal ends it", async () => {
    api.script.push({
      match: /limit=/,
      answer: (_, response) => answer(response, 403, status(403, "Forbidden", "pods is forbidden")),
    });
    const { done } = start();
    await expect(done).rejects.toMatchObject({ status: 403, message: "pods is forbidden" });
  });

  test("gives up when the patience is over, with the last error", async () => {
    await api.close();
    const { done, retries } = start({ patience: 20 });
    await expect(done).rejects.toMatchObject({ name: "ConnectionError", fault: "refused" });
    expect(retries.length).toBeGreaterThan(0);
  });

  test("an abort ends it without an error", async () => {
    const { until, open, done } = start();
    await until("all ");
    await open();
    stop.abort();
    await expect(done).resolves.toBeUndefined();
  });
});

describe("client", () => {
  test("K-E 1: a refused token is renewed once", async () => {
    api.script.push({
      match: /version/,
      answer: (_, response) => answer(response, 401, status(401, "Unauthorized", "Unauthorized")),
    });
    await expect(client.json("/version")).resolves.toStrictEqual({ gitVersion: "v1.36.3" });
    expect(tokens).toStrictEqual([false, true]);
    api.authenticate = () => false;
    await expect(client.json("/version")).rejects.toMatchObject({ status: 401 });
  });

  test("K-E 7: a wrong authority is told from no connection", async () => {
    const other = await new ScriptedApi().start();
    const access = { server: api.url, certificateAuthority: other.authority };
    await expect(new KubernetesClient(access).json("/version")).rejects.toMatchObject({
      fault: "certificate",
    });
    await other.close();
    await expect(
      new KubernetesClient({ ...access, server: other.url }).json("/version"),
    ).rejects.toMatchObject({ fault: "refused" });
  });

  test("no answer in time", async () => {
    api.script.push({ match: /version/, answer: () => undefined });
    const error = await client.json("/version", { idle: 20 }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ fault: "timeout" });
  });

  test("an error that is no Status object", async () => {
    api.script.push({
      match: /version/,
      answer: (_, response) => response.writeHead(502).end("<html>\nbad gateway"),
    });
    const error = await client.json("/version").catch((each: unknown) => each);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 502, message: "HTTP 502: <html>" });
  });

  test("an answer that is no JSON", async () => {
    api.script.push({ match: /version/, answer: (_, response) => response.end("hello") });
    await expect(client.json("/version")).rejects.toThrow("/version was not answered with JSON");
  });

  test("knows the server's clock", async () => {
    api.script.push({
      match: /version/,
      answer: (_, response) =>
        response.setHeader("date", "Sat, 01 Jan 2000 00:00:00 GMT").end("{}"),
    });
    await client.json("/version");
    expect(new Date(client.serverTime()).toISOString().slice(0, 13)).toBe("2000-01-01T00");
  });
});
