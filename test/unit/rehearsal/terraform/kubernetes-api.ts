import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import {
  createAuthority,
  issueServerCertificate,
} from "../../../../rehearsal/base/certificates.ts";

export interface Manifest {
  [name: string]: unknown;
  metadata: {
    name: string;
    namespace?: string;
    generation?: number;
    resourceVersion?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}

/** A stand-in for a Kubernetes API: stores objects by path, over HTTPS, and defaults a little like the real one. */
export interface KubernetesApi {
  url: string;
  /** PEM. */
  certificateAuthority: string;
  objects: Map<string, Manifest>;
  /** Verb and path of every request. */
  requests: string[];
  /** Called before an object is answered, to let time pass in the cluster. */
  onRead: (object: Manifest) => void;
  /** Answers a Status object instead of doing what is asked, when it has one for the request. */
  refuse: (verb: string, path: string) => { code: number; message: string } | undefined;
  close: () => void;
}

export async function startKubernetesApi(): Promise<KubernetesApi> {
  const authority = await createAuthority("test authority");
  const { key, certificate: cert } = await issueServerCertificate(authority, "CN=127.0.0.1");
  const api: KubernetesApi = {
    url: "",
    certificateAuthority: authority.certificate,
    objects: new Map(),
    requests: [],
    onRead: () => undefined,
    refuse: () => undefined,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  const server = createServer({ key, cert }, (request, response) => {
    void answer(api, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  api.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return api;
}

async function answer(
  api: KubernetesApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? "";
  const verb = request.method ?? "";
  api.requests.push(`${verb} ${path}`);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const refused = api.refuse(verb, path);
  const [code, body] = refused
    ? [refused.code, { kind: "Status", ...refused }]
    : serve(api, verb, path, text === "" ? undefined : JSON.parse(text));
  response.writeHead(code, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function serve(api: KubernetesApi, verb: string, path: string, body: unknown): [number, unknown] {
  if (verb === "POST") {
    const created = written(structuredClone(body) as Manifest);
    api.objects.set(`${path}/${created.metadata.name}`, created);
    return [201, created];
  }
  const object = api.objects.get(path);
  if (!object) return [404, { kind: "Status", code: 404, message: `${path} not found` }];
  if (verb === "DELETE") {
    for (const key of api.objects.keys())
      if (key === path || key.includes(`/namespaces/${object.metadata.name}/`))
        api.objects.delete(key);
    return [200, { kind: "Status", status: "Success" }];
  }
  if (verb === "PATCH") {
    for (const operation of body as Operation[]) patch(object, operation);
    written(object);
  }
  api.onRead(object);
  return [200, object];
}

interface Operation {
  op: "add" | "replace" | "remove";
  path: string;
  value?: unknown;
}

function patch(object: Manifest, { op, path, value }: Operation): void {
  const steps = path
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = steps.pop() ?? "";
  let at: Record<string, unknown> = object;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  if (op === "remove") Reflect.deleteProperty(at, last);
  else at[last] = value;
}

let version = 100;

/** What every API server adds, and the defaults of services and pods that the provider reads back. */
function written(object: Manifest): Manifest {
  const metadata = object.metadata;
  version += 1;
  Object.assign(metadata, {
    uid: (metadata as { uid?: string }).uid ?? randomUUID(),
    resourceVersion: String(version),
  });
  if (["Deployment", "Ingress", "PodDisruptionBudget"].includes(String(object["kind"])))
    metadata.generation = (metadata.generation ?? 0) + 1;
  if (object["kind"] === "Namespace")
    metadata.labels = { ...metadata.labels, "kubernetes.io/metadata.name": metadata.name };
  if (object["kind"] === "Service") defaultService(object);
  if (object["kind"] === "Deployment") defaultDeployment(object);
  if (["Service", "Ingress"].includes(String(object["kind"])))
    object.status ??= { loadBalancer: {} };
  return object;
}

function defaultService(service: Manifest): void {
  const last = createHash("sha256").update(service.metadata.name).digest()[0] ?? 1;
  const spec = (service.spec ??= {});
  spec["clusterIP"] ??= `10.96.0.${last}`;
  spec["clusterIPs"] ??= [spec["clusterIP"]];
  spec["ipFamilies"] ??= ["IPv4"];
  spec["ipFamilyPolicy"] ??= "SingleStack";
  spec["internalTrafficPolicy"] ??= "Cluster";
  if (spec["type"] === "LoadBalancer") spec["externalTrafficPolicy"] ??= "Cluster";
  for (const port of spec["ports"] as Record<string, unknown>[])
    port["targetPort"] ??= port["port"];
}

function defaultDeployment(deployment: Manifest): void {
  deployment.metadata.annotations = {
    ...deployment.metadata.annotations,
    "deployment.kubernetes.io/revision": "1",
  };
  const template = deployment.spec?.["template"] as { spec: Record<string, unknown> };
  const spec = template.spec;
  spec["schedulerName"] ??= "default-scheduler";
  spec["securityContext"] ??= {};
  const containers = [spec["containers"], spec["initContainers"]].flat() as (
    Record<string, unknown> | undefined
  )[];
  for (const container of containers) {
    if (!container) continue;
    container["imagePullPolicy"] ??= "IfNotPresent";
    container["terminationMessagePolicy"] ??= "File";
    container["resources"] ??= {};
  }
}
