import { setTimeout as pause } from "node:timers/promises";
import type { WorkloadKind } from "../../../../actions/kube-deploy/src/api/objects.ts";
import { collectionPath } from "../../../../actions/kube-deploy/src/api/resources.ts";
import { awaitOutcome } from "../../../../actions/kube-deploy/src/rollout/await.ts";
import type { Outcome } from "../../../../actions/kube-deploy/src/rollout/await.ts";
import type { Kubernetes } from "../../../engines/kubernetes/engine.ts";
import { StormyClient } from "./client.ts";

const MERGE = "application/merge-patch+json";

/** One rollout in its own namespace. */
export interface Rollout {
  kind: WorkloadKind;
  /** Name of the namespace and of the workload. */
  name: string;
  random: () => number;
  /** Milliseconds. */
  timeout: number;
}

const imageOf = (version: string): string => `registry.example/storm:${version}`;

/**
 * Returns the specification of a workload with two pods.
 * @param parts fields of the pod's specification and of its container
 */
export function specOf(
  { kind, name }: Pick<Rollout, "kind" | "name">,
  version: string,
  parts: { spec?: object; pod?: object; container?: object } = {},
): object {
  const probe = { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 5 };
  const container = {
    name: "app",
    image: imageOf(version),
    ...(kind === "Job" ? {} : { readinessProbe: probe }),
    ...parts.container,
  };
  const labels = { app: name };
  const policy = kind === "Job" ? { restartPolicy: "OnFailure" } : {};
  return {
    ...(kind === "Job" ? {} : { selector: { matchLabels: labels } }),
    ...(kind === "Deployment" || kind === "StatefulSet" ? { replicas: 2 } : {}),
    ...(kind === "StatefulSet" ? { serviceName: name } : {}),
    template: {
      metadata: { labels },
      spec: { containers: [container], ...policy, ...parts.pod },
    },
    ...parts.spec,
  };
}

/** Creates the namespace of a rollout and waits until the API server admits pods. */
export async function openNamespace(
  { client }: Kubernetes,
  name: string,
  labels: Record<string, string> = {},
): Promise<void> {
  await client.request("POST", "/api/v1/namespaces", { metadata: { name, labels } });
  const account = `/api/v1/namespaces/${name}/serviceaccounts/default`;
  while ((await client.call("GET", account)).status !== 200) await pause(100);
}

export const closeNamespace = ({ client }: Kubernetes, name: string): Promise<unknown> =>
  client.call("DELETE", `/api/v1/namespaces/${name}`);

export const create = (
  { client }: Kubernetes,
  { kind, name }: Rollout,
  spec: object,
): Promise<unknown> =>
  client.request("POST", collectionPath(kind, name), {
    kind,
    apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
    metadata: { name, namespace: name },
    spec,
  });

export const change = (
  { client }: Kubernetes,
  { kind, name }: Rollout,
  spec: object,
): Promise<unknown> =>
  client.request("PATCH", `${collectionPath(kind, name)}/${name}`, { spec }, MERGE);

/** Watches a rollout as kube-deploy does, through an API server under load. @param since server time in milliseconds */
export async function watch(
  { url, certificateAuthority, adminToken }: Kubernetes,
  { kind, name, random, timeout }: Rollout,
  since: number,
): Promise<Outcome> {
  const token = () => Promise.resolve(adminToken);
  const client = new StormyClient({ server: url, certificateAuthority, token }, random);
  try {
    return await awaitOutcome(client, [{ kind, namespace: name, name, shortLived: false }], {
      timeout,
      noActivityTimeout: 30_000,
      since,
      crashTolerance: 2,
      cancelled: new AbortController().signal,
      onStatus: () => undefined,
      onUnreadable: () => undefined,
      onRetry: () => undefined,
    });
  } finally {
    client.close();
  }
}

/** Evicts one pod of the namespace after a moment, as the draining of a node does. */
export async function evictOne(
  { client }: Kubernetes,
  name: string,
  afterMs: number,
): Promise<void> {
  await pause(afterMs);
  const path = `/api/v1/namespaces/${name}/pods`;
  const { items } = (await client.request("GET", path)) as {
    items: { metadata: { name: string } }[];
  };
  const pod = items.at(-1)?.metadata.name;
  if (pod === undefined) return;
  await client.call("POST", `${path}/${pod}/eviction`, {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name: pod, namespace: name },
  });
}

/** Pauses the controllers again and again, for up to ten seconds each time, until the signal. */
export async function pauseAtTimes(
  plane: Kubernetes,
  random: () => number,
  signal: AbortSignal,
): Promise<void> {
  const wait = (ms: number) => pause(ms, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    await wait(4000 + random() * 8000);
    plane.pauseControllers(true);
    await wait(random() * 10_000);
    plane.pauseControllers(false);
  }
}

/** Does the work for each number, starting at 0, a few at a time. */
export async function inParallel(
  count: number,
  atATime: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atATime }, lane));
}
