// The watch during an apply, with a scripted cluster and terraform's events.
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { KubernetesClient } from "../../../../../actions/kube-deploy/src/api/client.ts";
import type { Waited } from "../../../../../actions/kube-deploy/src/apply-watch/waited.ts";
import {
  watchApply,
  watchReleases,
} from "../../../../../actions/kube-deploy/src/apply-watch/watch.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import type { Event } from "../../../../../actions/lib/terraform/events.ts";
import { ScriptedApi, answer, status } from "../../../../support/kubernetes/api.ts";
import {
  IMAGE,
  PATHS,
  deployment,
  pod,
  replicaSet,
  runningPod,
} from "../../../../support/kubernetes/fleet.ts";

const ADDRESS = "kubernetes_deployment_v1.frontend";
const WAITED: Waited = {
  address: ADDRESS,
  workload: { kind: "Deployment", namespace: "fleet", name: "frontend", shortLived: false },
};
const message = `failed to pull and unpack image "${IMAGE}": ${IMAGE}: not found`;
const BROKEN = pod({ state: { waiting: { reason: "ErrImagePull", message } } });

let api: ScriptedApi;
let client: KubernetesClient;
let cancel: AbortController;
const log: string[] = [];
beforeEach(async () => {
  log.splice(0);
  cancel = new AbortController();
  api = await new ScriptedApi().start();
  client = new KubernetesClient(api.access);
});
afterEach(async () => {
  client.close();
  await api.close();
});

/** Called for each line of the log; `logged` sets it to wait for a line. */
let onLine: (text: string) => void = () => undefined;
const write = (text: string) => {
  log.push(text);
  onLine(text);
};
const logged = (part: string) =>
  new Promise<void>((resolve) => {
    onLine = (text) => {
      if (text.includes(part)) resolve();
    };
    log.forEach(onLine);
  });

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};

const job = () =>
  ({
    log: { info: write, debug: () => undefined, warning: (text: string) => write(`! ${text}`) },
    redactor: { redact: (text: string) => text },
    cancelled: cancel.signal,
  }) as unknown as Job;

const begin = (waited: readonly Waited[] = [WAITED]) =>
  watchApply(client, waited, { since: Date.now(), crashTolerance: 2 }, job());

type Hook = Extract<Event, { address: string }>["type"];
const event = (type: Hook, address = ADDRESS, action = "update"): Event => ({
  type,
  address,
  action,
  message: "",
});

/** Writes the Deployment to the cluster. Another image makes another specification. */
function putDeployment(image = IMAGE, isBroken = true): void {
  const object = deployment(isBroken ? 0 : 2);
  const [container] = object.spec.template.spec.containers;
  object.spec.template.spec.containers = [{ ...container!, image }];
  api.set(PATHS.replicaSets, replicaSet());
  api.set(PATHS.pods, isBroken ? BROKEN : runningPod(image));
  api.set(PATHS.deployments, object);
}

const stopOf = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));

test("a new Deployment with a missing image stops terraform if terraform waits for nothing else", async () => {
  const watch = await begin();
  const stopped = stopOf(watch.stop);
  watch.onEvent?.(event("apply_start", ADDRESS, "create"));
  putDeployment();
  await stopped;
  expect(await watch.end()).toMatchObject({
    result: "failed",
    begun: new Set([ADDRESS]),
    statuses: [{ diagnoses: [{ reason: "image-not-found" }] }],
  });
  expect(log.at(-1)).toContain("is interrupted");
});

test("a workload that was broken before the apply does not stop terraform until terraform has changed it", async () => {
  putDeployment();
  const watch = await begin();
  watch.onEvent?.(event("apply_start"));
  // The status changes, but not the specification.
  api.set(PATHS.deployments, { ...deployment(0), status: { observedGeneration: 1 } });
  const stopped = stopOf(watch.stop);
  putDeployment("another:1", false);
  await logged("✓ Deployment fleet/frontend");
  expect(watch.stop?.aborted).toBe(false);
  expect(log.join()).not.toContain("not in its registry");
  putDeployment("another:2");
  await stopped;
  expect(await watch.end()).toMatchObject({ result: "failed" });
});

test("a workload whose change has not started does not stop terraform", async () => {
  const watch = await begin();
  putDeployment();
  const other = { ...WAITED, address: "other" };
  watch.onEvent?.(event("apply_start", other.address));
  watch.onEvent?.(event("apply_complete", other.address));
  expect(await watch.end()).toBeUndefined();
  expect(log).toStrictEqual([]);
});

test("terraform is not stopped while something else is in flight, because an interrupted object would have to be created again", async () => {
  const watch = await begin();
  const stopped = stopOf(watch.stop);
  watch.onEvent?.(event("apply_start", "aws_db_instance.orders", "create"));
  watch.onEvent?.(event("apply_start", ADDRESS, "create"));
  putDeployment();
  await logged("is not in its registry");
  expect(watch.stop?.aborted).toBe(false);
  watch.onEvent?.(event("apply_complete", "aws_db_instance.orders", "create"));
  await stopped;
  expect((await watch.end())?.begun).toStrictEqual(new Set(["aws_db_instance.orders", ADDRESS]));
});

test("an apply that ends by itself ends the watch", async () => {
  const watch = await begin();
  watch.onEvent?.(event("apply_start", ADDRESS, "create"));
  putDeployment(IMAGE, false);
  await logged("✓ Deployment fleet/frontend");
  watch.onEvent?.(event("apply_complete", ADDRESS, "create"));
  expect(await watch.end()).toBeUndefined();
  expect(watch.stop?.aborted).toBe(false);
});

test("a cancelled job ends the watch without a message", async () => {
  const watch = await begin();
  watch.onEvent?.(event("apply_start", ADDRESS, "create"));
  cancel.abort();
  putDeployment();
  expect(await watch.end()).toBeUndefined();
  expect([watch.stop?.aborted, log]).toStrictEqual([false, []]);
});

test("a job that is cancelled before the watch starts has no watch", async () => {
  cancel.abort();
  expect((await begin()).stop).toBeUndefined();
  expect(log).toStrictEqual([]);
});

test("K-E 49: if pods cannot be listed, there is one warning, and nothing stops terraform", async () => {
  api.script.push({
    match: /\/pods\?limit/,
    answer: (_, response) => answer(response, 403, status(403, "Forbidden", "no pods")),
  });
  const watch = await begin();
  expect([watch.stop, watch.onEvent]).toStrictEqual([undefined, undefined]);
  expect(await watch.end()).toBeUndefined();
  expect(log).toStrictEqual([
    "! the objects that terraform waits for are not watched until the apply has ended: no pods",
  ]);
});

test("a permission that is lost during the apply gives one warning at the end", async () => {
  const watch = await begin();
  await until(() => api.watching(PATHS.deployments) > 0 && api.watching(PATHS.pods) > 0);
  let isRefused = false;
  api.script.push({
    match: /\/pods\?watch/,
    answer: (_, response) =>
      void until(() => api.watching(PATHS.deployments) > 0).then(() => {
        answer(response, 403, status(403, "Forbidden", "no pods any more"));
        isRefused = true;
      }),
  });
  api.breakWatches();
  // If one collection cannot be watched, the watches of the others end too.
  await until(() => isRefused && api.watching(PATHS.deployments) === 0);
  putDeployment();
  watch.onEvent?.(event("apply_start", ADDRESS, "create"));
  expect(await watch.end()).toBeUndefined();
  expect(log).toStrictEqual([
    "! the objects that terraform waits for are not watched until the apply has ended: no pods any more",
  ]);
});

test("K-E 49: without events, reasons are less exact, and the watch continues", async () => {
  api.script.push({
    match: /\/events\?limit/,
    answer: (_, response) => answer(response, 403, status(403, "Forbidden", "no events")),
  });
  const watch = await begin();
  const stopped = stopOf(watch.stop);
  watch.onEvent?.(event("apply_start", ADDRESS, "create"));
  putDeployment();
  await stopped;
  expect(await watch.end()).toMatchObject({ result: "failed" });
  expect(log[0]).toBe("Event objects cannot be read, so reasons are less exact: no events");
});

test("if there is nothing to wait for, no request is sent", async () => {
  const watch = await begin([]);
  expect([watch.stop, await watch.end(), api.requests]).toStrictEqual([undefined, undefined, []]);
});

describe("Helm releases", () => {
  const release = { address: "helm_release.web", namespace: "fleet", name: "web" };
  const beginReleases = () =>
    watchReleases(client, [release], { since: Date.now(), crashTolerance: 2 }, job());
  const putRelease = (name: string, isBroken: boolean) => {
    const object = deployment(isBroken ? 0 : 2);
    const annotations = {
      ...object.metadata.annotations,
      "meta.helm.sh/release-name": name,
      "meta.helm.sh/release-namespace": "fleet",
    };
    api.set(PATHS.replicaSets, replicaSet());
    api.set(PATHS.pods, isBroken ? BROKEN : runningPod());
    api.set(PATHS.deployments, { ...object, metadata: { ...object.metadata, annotations } });
  };

  test("K-E 80: the status of a workload while Helm waits is kept, even if Helm removes the workload", async () => {
    const watch = await beginReleases();
    watch.onEvent?.(event("apply_start", release.address, "create"));
    putRelease("web", true);
    await logged("is not in its registry");
    api.remove(PATHS.pods, BROKEN.metadata.name);
    api.remove(PATHS.deployments, "frontend");
    watch.onEvent?.(event("apply_errored", release.address, "create"));
    expect(await watch.end()).toMatchObject([
      { workload: { name: "frontend" }, diagnoses: [{ reason: "image-not-found" }] },
    ]);
  });

  test.each([
    ["another release", "api", "create"],
    ["a release whose change has not started", "web", undefined],
  ])("the workloads of %s are ignored", async (_, name, action) => {
    const watch = await beginReleases();
    if (action !== undefined) watch.onEvent?.(event("apply_start", release.address, action));
    putRelease(name, true);
    expect(await watch.end()).toStrictEqual([]);
    expect(log).toStrictEqual([]);
  });

  test("workloads that existed before and have not changed are ignored", async () => {
    putRelease("web", true);
    const watch = await beginReleases();
    watch.onEvent?.(event("apply_start", release.address));
    expect(await watch.end()).toStrictEqual([]);
  });

  test("if the cluster does not allow the watch, the log says so", async () => {
    api.script.push({
      match: /statefulsets/,
      answer: (_, response) => answer(response, 403, status(403, "Forbidden", "not allowed")),
    });
    const watch = await beginReleases();
    expect(await watch.end()).toStrictEqual([]);
    expect(log.join()).toMatch(/^Helm releases are not watched until the apply has ended: /);
  });
});
