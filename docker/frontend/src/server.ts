import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

// Code of both images: log, settings, probes, and a stop without a lost request. Each image is built from its own
// folder only, so that you can copy the folder. So this file exists twice; a test checks that the two copies are equal.

/** Writes one line of JSON to standard output, where the container runtime collects it. */
export const log = (level: "info" | "error", message: string, fields: object = {}): void =>
  console.log(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }));

/** The answer to a request. */
export interface Answer {
  status: number;
  type: "application/json" | "text/html";
  body: string;
}

export const json = (status: number, value: object): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});

/** The parts that differ between the two servers. */
export interface Service {
  /** Answers GET requests for every path except those of the probes. */
  get(path: string): Promise<Answer>;
  /** Returns whether requests can be served now. Called for each readiness probe, so it must answer within a second. */
  ready(): Promise<boolean>;
}

export interface Running {
  port: number;
  /**
   * Stops the server. Readiness answers 503 at once. After `drained`, the server accepts no new connections and waits
   * for the last request, at most for the grace period.
   * @returns whether every request was finished
   */
  stop(drained: Promise<unknown>, graceMs: number): Promise<boolean>;
}

/**
 * Runs the service with the settings of the environment, until SIGTERM or SIGINT.
 * @throws Error that names the invalid setting
 */
export async function run(service: Service): Promise<void> {
  // Together less than the 30 s after which a kubelet kills the process. The first period gives load balancers time to
  // notice the stop.
  const drainMs = setting("DRAIN_MS", 5000, 60_000);
  const graceMs = setting("GRACE_MS", 20_000, 60_000);
  const server = await startServer(service, setting("PORT", 8080, 65_535));
  log("info", "listening", { port: server.port });
  // Process 1, as in a container, has no default handlers. Without these, the process would ignore the signal and be
  // killed.
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      log("info", "stopping", { drainMs, graceMs });
      void server.stop(sleep(drainMs), graceMs).then((finished) => {
        log("info", "stopped", { finished });
        process.exit(finished ? 0 : 1);
      });
    });
}

/** Reads an integer from the environment. */
function setting(name: string, fallback: number, most: number): number {
  const text = process.env[name] || String(fallback);
  if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
  throw new Error(`${name} is "${text}"; accepted is a whole number from 0 to ${most}`);
}

/** Starts the HTTP server. Port 0 means any free port. */
export async function startServer(service: Service, port: number): Promise<Running> {
  let stopping = false;
  // Connections without a request so far: load balancers open them in advance, and Node does not count them as idle.
  const unused = new Set<Socket>();
  const server = createServer((request, response) => {
    unused.delete(request.socket);
    void respond(service, () => stopping, request, response);
  });
  server.on("connection", (socket: Socket) => {
    unused.add(socket);
    socket.on("close", () => unused.delete(socket));
  });
  await once(server.listen(port), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async stop(drained, graceMs) {
      stopping = true;
      await drained;
      const closed = once(server.close(), "close");
      for (const socket of unused) socket.destroy();
      let finished = true;
      const grace = setTimeout(() => {
        finished = false;
        server.closeAllConnections();
      }, graceMs);
      await closed;
      clearTimeout(grace);
      return finished;
    },
  };
}

async function respond(
  service: Service,
  stopping: () => boolean,
  { method = "GET", url = "/" }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const path = url.split("?")[0] ?? "/";
  const { status, type, body } = await answer(service, stopping(), method, path).catch(
    (error: unknown) => {
      log("error", "request failed", { path, error: String(error) });
      return json(500, { error: "internal error" });
    },
  );
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    // Otherwise the client would send its next request on this connection to a process that is about to end.
    ...(stopping() && { connection: "close" }),
  });
  response.end(method === "HEAD" ? undefined : body);
  const ms = Math.round(performance.now() - started);
  // Probes come every few seconds, so log only their failures.
  if (status >= 400 || (path !== "/healthz" && path !== "/readyz"))
    log("info", "request", { method, path, status, ms });
}

async function answer(
  service: Service,
  stopping: boolean,
  method: string,
  path: string,
): Promise<Answer> {
  if (method !== "GET" && method !== "HEAD")
    return json(405, { error: "only GET and HEAD are served" });
  if (path === "/healthz") return json(200, { status: "alive" });
  if (path !== "/readyz") return service.get(path);
  if (stopping) return json(503, { status: "stopping" });
  return (await service.ready())
    ? json(200, { status: "ready" })
    : json(503, { status: "not ready" });
}
