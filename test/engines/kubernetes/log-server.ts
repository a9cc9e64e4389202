import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Kubelet } from "../../../rehearsal/kubernetes/kubelet/kubelet.ts";
import type { ClusterKeys } from "./keys.ts";

export interface LogServer {
  port: number;
  close(): Promise<void>;
}

/**
 * Serves `/containerLogs/NAMESPACE/POD/CONTAINER`, which the API server requests from its nodes. Answers only
 * clients with a certificate of the cluster's authority.
 */
export async function startLogServer(
  keys: ClusterKeys,
  readLog: Kubelet["readLog"],
): Promise<LogServer> {
  const tls = {
    key: keys.server.key,
    cert: keys.server.certificate,
    ca: keys.authority,
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = createServer(tls, (request, response) => answer(request, response, readLog));
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

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  readLog: Kubelet["readLog"],
): void {
  const url = new URL(request.url ?? "/", "https://kubelet");
  const [, root, ...path] = url.pathname.split("/").map(decodeURIComponent);
  const [namespace = "", pod = "", container = ""] = path;
  url.searchParams.set("container", container);
  const { status, text } =
    root === "containerLogs"
      ? readLog(namespace, pod, url.searchParams)
      : { status: 404, text: "404 page not found" };
  response.writeHead(status, { "content-type": "text/plain" }).end(text);
}
