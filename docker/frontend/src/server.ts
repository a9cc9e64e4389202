import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./log.ts";

/** What a path answers. */
export interface Answer {
  status: number;
  type: string;
  body: string;
}

export interface Options {
  /** 0 takes any free port. */
  port: number;
  /** Default: every address of the container. */
  host?: string;
  /** Answers everything but the probes. */
  handle(request: IncomingMessage): Promise<Answer>;
  /** Whether requests can be served now; asked for each readiness probe. Must answer within a second. */
  ready(): Promise<boolean>;
  log: Log;
  /** How long to go on serving after a stop was asked for, so that load balancers hear of it first. */
  drainMs: number;
  /** How long requests that are under way may take after that. */
  graceMs: number;
  /** Lets the time of draining pass; default: a timer. */
  wait?: (ms: number) => Promise<unknown>;
}

export interface Running {
  port: number;
  /**
   * Readiness says 503 at once, then no new connections, then the end of the last request or of the grace.
   * @returns whether every request was finished
   */
  stop(): Promise<boolean>;
}

const json = (status: number, value: unknown): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});

/** Starts the HTTP server with `/healthz` (the process lives) and `/readyz` (it can serve). */
export async function startServer(options: Options): Promise<Running> {
  const state = { stopping: false };
  // Connections on which nothing was asked yet: load balancers open them ahead, and Node does not count them as idle.
  const unused = new Set<Socket>();
  const server = createServer((request, response) => {
    unused.delete(request.socket);
    void respond(request, response, options, state);
  });
  server.on("connection", (socket: Socket) => {
    unused.add(socket);
    socket.on("close", () => unused.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  options.log("info", "listening", { port });
  let stopped: Promise<boolean> | undefined;
  return {
    port,
    stop: () => {
      state.stopping = true;
      stopped ??= stop(server, unused, options);
      return stopped;
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: Options,
  state: { stopping: boolean },
): Promise<void> {
  const started = performance.now();
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  const probe = path === "/healthz" || path === "/readyz";
  let answer: Answer;
  try {
    answer = await answerOf(request, path, options, state);
  } catch (error) {
    options.log("error", "request failed", { path, error: String(error) });
    answer = json(500, { error: "internal error" });
  }
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    "content-type": `${answer.type}; charset=utf-8`,
    "content-length": body.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    // A kept connection would bring its next request to a process that is about to end.
    ...(state.stopping ? { connection: "close" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
  const ms = Math.round(performance.now() - started);
  // Probes come every few seconds; only their failures are news.
  if (!probe || answer.status >= 400)
    options.log("info", "request", { method: request.method, path, status: answer.status, ms });
}

async function answerOf(
  request: IncomingMessage,
  path: string,
  options: Options,
  state: { stopping: boolean },
): Promise<Answer> {
  if (request.method !== "GET" && request.method !== "HEAD")
    return json(405, { error: "only GET and HEAD are served" });
  if (path === "/healthz") return json(200, { status: "alive" });
  if (path !== "/readyz") return options.handle(request);
  if (state.stopping) return json(503, { status: "stopping" });
  return (await options.ready())
    ? json(200, { status: "ready" })
    : json(503, { status: "not ready" });
}

async function stop(
  server: Server,
  unused: ReadonlySet<Socket>,
  { log, drainMs, graceMs, wait = sleep }: Options,
): Promise<boolean> {
  log("info", "stopping", { drainMs, graceMs });
  await wait(drainMs);
  let finished = true;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  for (const socket of unused) socket.destroy();
  const limit = setTimeout(() => {
    finished = false;
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearTimeout(limit);
  log("info", "stopped", { finished });
  return finished;
}
