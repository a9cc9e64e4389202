import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClusterKeys } from "../keys.ts";
import type { ContainerLog, PodWorker } from "./worker.ts";

/** Finds the worker of a pod. */
export type FindPod = (namespace: string, name: string) => PodWorker | undefined;

export interface LogServer {
  port: number;
  close(): Promise<void>;
}

/**
 * Serves `/containerLogs/NAMESPACE/POD/CONTAINER`, which the API server asks for `pods/log`, to clients
 * with a certificate of the cluster's authority.
 */
export async function startLogServer(keys: ClusterKeys, find: FindPod): Promise<LogServer> {
  const tls = {
    key: keys.server.key,
    cert: keys.server.certificate,
    ca: keys.authority,
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = createServer(tls, (request, response) => {
    answer(request, response, find);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function answer(request: IncomingMessage, response: ServerResponse, find: FindPod): void {
  const url = new URL(request.url ?? "/", "https://kubelet");
  const parts = url.pathname.split("/").map(decodeURIComponent);
  const [, root, namespace = "", pod = "", container = ""] = parts;
  const refuse = (status: number, text: string): unknown => response.writeHead(status).end(text);
  if (root !== "containerLogs") return void refuse(404, "404 page not found");
  const worker = find(namespace, pod);
  if (worker === undefined) return void refuse(404, `pod "${pod}" does not exist`);
  const previous = url.searchParams.get("previous") === "true";
  const problem = refusal(worker, container, previous);
  if (problem !== undefined) return void refuse(400, problem);
  const log = worker.logs.get(container) ?? { current: [], previous: [] };
  response.writeHead(200, { "content-type": "text/plain" });
  // While a container waits for its restart, the run before is the last one there was.
  response.write(textOf(log, previous && !isWaiting(worker, container), url.searchParams));
  if (url.searchParams.get("follow") === "true" && !previous)
    follow(worker, container, log, response);
  else response.end();
}

const isWaiting = ({ init, main }: PodWorker, container: string): boolean =>
  [...main, ...init].find(({ name }) => name === container)?.state.waiting !== undefined;

/** Why there is no log, in the words of pkg/kubelet/kubelet_pods.go validateContainerLogStatus. */
export function refusal(
  worker: Pick<PodWorker, "init" | "main" | "pod">,
  container: string,
  previous: boolean,
): string | undefined {
  const pod = worker.pod.metadata.name;
  const status = [...worker.main, ...worker.init].find(({ name }) => name === container);
  if (status === undefined) return `container "${container}" in pod "${pod}" is not available`;
  const { state, lastState } = status;
  if (previous) {
    if (lastState.terminated !== undefined) return undefined;
    return `previous terminated container "${container}" in pod "${pod}" not found`;
  }
  if (state.waiting === undefined || lastState.terminated !== undefined) return undefined;
  const { reason } = state.waiting;
  const why =
    reason === "ErrImagePull"
      ? "image can't be pulled"
      : reason === "ImagePullBackOff"
        ? "trying and failing to pull image"
        : reason;
  return `container "${container}" in pod "${pod}" is waiting to start: ${why}`;
}

/** The lines that were asked for: tailLines, sinceSeconds, timestamps and limitBytes of PodLogOptions. */
export function textOf(log: ContainerLog, previous: boolean, query: URLSearchParams): string {
  const number = (name: string): number | undefined =>
    query.has(name) ? Number(query.get(name)) : undefined;
  const since = number("sinceSeconds");
  const from = since === undefined ? "" : new Date(Date.now() - since * 1000).toISOString();
  const tail = number("tailLines");
  const lines = (previous ? log.previous : log.current).filter(({ at }) => at >= from);
  const wanted = tail === undefined ? lines : tail === 0 ? [] : lines.slice(-tail);
  const stamped = query.get("timestamps") === "true";
  const text = wanted.map(({ at, text: line }) => `${stamped ? `${at} ` : ""}${line}\n`).join("");
  const limit = number("limitBytes");
  return limit === undefined ? text : Buffer.from(text).subarray(0, limit).toString("utf8");
}

/** Writes what comes until the container is another one or the client goes away. */
function follow(
  worker: PodWorker,
  container: string,
  log: ContainerLog,
  response: ServerResponse,
): void {
  let sent = log.current.length;
  const timer = setInterval(() => {
    for (const { text } of log.current.slice(sent)) response.write(`${text}\n`);
    sent = log.current.length;
    const status = [...worker.main, ...worker.init].find(({ name }) => name === container);
    const over = worker.logs.get(container) !== log || status?.state.running === undefined;
    if (over || worker.stopped) response.end();
  }, 100);
  response.on("close", () => clearInterval(timer));
}
