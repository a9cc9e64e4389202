import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import {
  startKubernetes,
  type Kubernetes,
  type KubernetesOptions,
} from "../../../../rehearsal/kubernetes/index.ts";
import type { Kinds } from "../../../../rehearsal/kubernetes/objects/types.ts";

const ADMIN = "admin-token";

/** Fast enough for tests; a cluster second takes a millisecond. */
export const FAST = {
  scheduleMs: 1,
  pullMs: 2,
  startMs: 1,
  readyMs: 2,
  workMs: 2,
  stopMs: 2,
  balancerMs: 2,
  secondMs: 1,
};

export function start(options: Partial<KubernetesOptions> = {}): Promise<Kubernetes> {
  return startKubernetes({
    adminToken: ADMIN,
    authenticate: () => undefined,
    delays: FAST,
    ...options,
  });
}

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: Body;
}

/** Loosely typed on purpose, as a client without types sees it. */
interface Body {
  kind: string;
  message: string;
  reason: string;
  code: number;
  items: Body[];
  metadata: Record<string, unknown> & { name: string; resourceVersion: string; continue?: string };
  spec: Record<string, unknown>;
  status: Record<string, unknown>;
  data: Record<string, string>;
  [field: string]: unknown;
}

export interface Call {
  method?: string;
  token?: string;
  type?: string;
  body?: unknown;
}

export async function open(
  kube: Kubernetes,
  path: string,
  call: Call = {},
): Promise<IncomingMessage> {
  const token = call.token ?? ADMIN;
  const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
  const headers = {
    ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    ...(payload === undefined
      ? {}
      : {
          "content-type": call.type ?? "application/json",
          "content-length": Buffer.byteLength(payload),
        }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(path, kube.url),
      { method: call.method ?? "GET", headers, ca: kube.certificateAuthority, agent: false },
      resolve,
    );
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}

export async function call(kube: Kubernetes, path: string, options: Call = {}): Promise<Answer> {
  const response = await open(kube, path, options);
  const body = await text(response);
  const parsed = (response.headers["content-type"] ?? "").includes("json")
    ? (JSON.parse(body) as Body)
    : ({ text: body } as unknown as Body);
  return { status: response.statusCode ?? 0, headers: response.headers, body: parsed };
}

export const post = (kube: Kubernetes, path: string, body: unknown) =>
  call(kube, path, { method: "POST", body });

/** Sends a JSON patch. */
export const patch = (kube: Kubernetes, path: string, body: object[]) =>
  call(kube, path, { method: "PATCH", body, type: "application/json-patch+json" });

export const APPS = "/apis/apps/v1/namespaces/default";
export const CORE = "/api/v1/namespaces/default";

/** Returns a Deployment as a user writes it. */
export function deployment(
  name: string,
  image = "repo/web:1",
  spec: object = {},
  pod: object = {},
) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      ...spec,
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "web", image }], ...pod },
      },
    },
  };
}

/** Waits with a watch until the objects meet the condition: no polling, no sleeping. */
export async function until<K extends keyof Kinds & string>(
  kube: Kubernetes,
  path: string,
  plural: K,
  so: (objects: Kinds[K][]) => boolean,
): Promise<Kinds[K][]> {
  const stream = await open(kube, `${path}/${plural}?watch=1`);
  try {
    if (so(kube.objects(plural))) return kube.objects(plural);
    for await (const chunk of stream) {
      const objects = kube.objects(plural);
      if ((chunk as Buffer).length > 0 && so(objects)) return objects;
    }
  } finally {
    stream.destroy();
  }
  throw new Error(`the watch of ${plural} ended too early`);
}

export async function isRolledOut(kube: Kubernetes, name: string): Promise<void> {
  await until(kube, APPS, "deployments", (all) =>
    all.some(
      ({ metadata, spec, status }) =>
        metadata.name === name &&
        status.observedGeneration === metadata.generation &&
        status.updatedReplicas === spec.replicas &&
        status.replicas === spec.replicas &&
        status.availableReplicas === spec.replicas,
    ),
  );
}
