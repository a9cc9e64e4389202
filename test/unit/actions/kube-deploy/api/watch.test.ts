import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { KubernetesClient } from "../../../../../actions/kube-deploy/src/api/client.ts";
import type { KubernetesObject } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { watchCollection } from "../../../../../actions/kube-deploy/src/api/watch.ts";
import type { WatchOptions } from "../../../../../actions/kube-deploy/src/api/watch.ts";
import { ScriptedApi, answer, status } from "../../../../support/kubernetes/api.ts";
import { api, client, useScriptedApi } from "../../../../support/kubernetes/use-scripted-api.ts";

const PODS = "/api/v1/namespaces/shop/pods";
let stop: AbortController;
// Declared first, so that it runs before the API is closed.
afterEach(() => stop.abort());
useScriptedApi();

beforeEach(() => {
  stop = new AbortController();
});

const pod = (name: string) => ({ metadata: { name, namespace: "shop", uid: name } });

/** Starts a watch of the pods; `until` waits for what the listener receives. */
function start(
  options: Partial<Pick<WatchOptions, "giveUpAfter" | "idle" | "clock" | "elapsed">> = {},
  by = client,
) {
  const received: string[] = [];
  const retries: string[] = [];
  let wake: () => void = () => undefined;
  const receive = (text: string) => {
    received.push(text);
    wake();
  };
  const done = watchCollection<KubernetesObject>(
    by,
    PODS,
    {
      replace: (all) => receive(`all ${all.map(({ metadata }) => metadata.name).join(",")}`),
      set: ({ metadata }) => receive(`set ${metadata.name}`),
      remove: ({ metadata }) => receive(`gone ${metadata.name}`),
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
    while (received.length < texts.length)
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), done]);
    expect(received.splice(0)).toStrictEqual(texts);
  };
  /** Waits until the server has an open watch. */
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
  test("gives all objects, then every change", async () => {
    api.set(PODS, pod("a"));
    const { until, open } = start();
    await until("all a");
    await open();
    api.set(PODS, pod("b"));
    api.set(PODS, pod("a"));
    api.remove(PODS, "b");
    await until("set b", "set a", "gone b");
  });

  test("a character whose bytes arrive in two chunks is read correctly", async () => {
    const { until, open } = start();
    await until("all ");
    await open();
    stop.abort();
    stop = new AbortController();
    const line = Buffer.from(
      `${JSON.stringify({ type: "ADDED", object: { metadata: { name: "größe", resourceVersion: "9" } } })}\n`,
    );
    const cut = line.indexOf(Buffer.from("ö")) + 1;
    api.script.push({
      match: /watch=1/,
      answer: (_, response) => {
        response.write(line.subarray(0, cut));
        setTimeout(() => response.write(line.subarray(cut)), 20);
      },
    });
    const second = start();
    await second.until("all ", "set größe");
  });

  test("a certificate that is not trusted is an error at once", async () => {
    const other = await new ScriptedApi().start();
    const access = { server: api.url, certificateAuthority: other.authority };
    const untrusting = new KubernetesClient(access);
    const waits: number[] = [];
    const wait = (milliseconds: number) => Promise.resolve(waits.push(milliseconds));
    const { done } = start({ giveUpAfter: 200, clock: { now: Date.now, wait } }, untrusting);
    await expect(done).rejects.toMatchObject({ fault: "certificate" });
    untrusting.close();
    expect(waits).toStrictEqual([]);
    await other.close();
  });

  test("after 429, waits as long as the server asks for", async () => {
    api.script.push({
      match: /pods\?limit/,
      answer: (_, response) => {
        response.setHeader("retry-after", "8");
        answer(response, 429, status(429, "TooManyRequests", "later"));
      },
    });
    const waits: number[] = [];
    const wait = (milliseconds: number) => Promise.resolve(waits.push(milliseconds));
    const { until } = start({ clock: { now: Date.now, wait } });
    await until("all ");
    // The wait is spread by a quarter.
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(6000);
  });

  test("a collection without events is not an outage if the server opens each watch", async () => {
    // On this test's clock, each watch lasts 100 ms.
    const elapsed = () => versionsOf().length * 100;
    const { done, until } = start({ idle: 100, giveUpAfter: 300, elapsed });
    await until("all ");
    let failure: unknown;
    done.catch((error: unknown) => (failure = error));
    // Each watch breaks without an event; together they last longer than `giveUpAfter`.
    while (versionsOf().length < 6 && failure === undefined)
      await new Promise((resolve) => setImmediate(resolve));
    expect(failure).toBeUndefined();
  });

  test("K-E 48: continues from the last version after a break", async () => {
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

  test("a bookmark updates the version and is not passed on", async () => {
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

  test("must not be lost: 429 watches: 429 and 5xx are retried (K-E 48)", async () => {
    for (const code of [429, 500, 503])
      api.script.push({
        match: /limit=/,
        answer: (_, response) => answer(response, code, status(code, "", `busy ${code}`)),
      });
    const { until, retries } = start();
    await until("all ");
    expect(retries).toStrictEqual(["busy 429", "busy 500", "busy 503"]);
  });

  test("must not be lost: half-open watches: a silent connection is opened again (K-E 48)", async () => {
    const { until, retries } = start({ idle: 30 });
    await until("all ");
    while (versionsOf().length < 3) await new Promise((resolve) => setImmediate(resolve));
    api.set(PODS, pod("late"));
    await until("set late");
    expect(retries[0]).toMatch(/\S/);
  });

  test("K-E 50: 1,200 pods are listed in pages", async () => {
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
      void watchCollection(client, PODS, watcher, { signal: stop.signal });
    });
    await seen;
    expect(count).toBe(1200);
    expect(api.requests.filter((request) => request.includes("limit=500"))).toHaveLength(3);
  });

  test("a refusal ends the watch", async () => {
    api.script.push({
      match: /limit=/,
      answer: (_, response) => answer(response, 403, status(403, "Forbidden", "pods is forbidden")),
    });
    const { done } = start();
    await expect(done).rejects.toMatchObject({ status: 403, message: "pods is forbidden" });
  });

  test("gives up after giveUpAfter, with the last error", async () => {
    await api.close();
    let now = 0;
    const wait = (milliseconds: number) => Promise.resolve((now += milliseconds));
    const clock = { now: () => now, wait };
    const { done, retries } = start({ giveUpAfter: 20, clock, elapsed: clock.now });
    await expect(done).rejects.toMatchObject({ name: "ConnectionError", fault: "refused" });
    expect(retries.length).toBeGreaterThan(0);
    expect(now).toBeGreaterThan(20);
  });

  test("an abort ends the watch without an error", async () => {
    const { until, open, done } = start();
    await until("all ");
    await open();
    stop.abort();
    await expect(done).resolves.toBeUndefined();
  });
});
