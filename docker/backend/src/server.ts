import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

// What both images have: settings, log, probes, and an end without a lost request. A test holds the two copies equal.

export type Level = "info" | "error";

/** Writes one line of JSON: time, level, message, and what belongs to it. */
export type Log = (
  level: Level,
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** A log on standard output, where the container's runtime picks it up. */
export const createLog =
  (write: (line: string) => void = (line) => void process.stdout.write(line)): Log =>
  (level, message, fields = {}) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);

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

/**
 * Starts the server with the settings of the environment (PORT, DRAIN_MS, GRACE_MS) and stops it on SIGTERM or SIGINT.
 * @throws Error that names the variable that is not valid
 */
export async function serve(
  variables: Variables,
  options: Pick<Options, "handle" | "ready" | "log">,
): Promise<void> {
  const server = await startServer({
    ...options,
    port: wholeNumber(variables, "PORT", 8080, 65_535),
    // Together less than the 30 s after which a kubelet kills.
    drainMs: wholeNumber(variables, "DRAIN_MS", 5000, 60_000),
    graceMs: wholeNumber(variables, "GRACE_MS", 20_000, 60_000),
  });
  // A process with number 1, as in a container, has no default handlers: without these a stop would be a kill.
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      void server.stop().then((finished) => process.exit(finished ? 0 : 1));
    });
}

type Variables = Readonly<Record<string, string | undefined>>;

/** A whole number from the environment. @throws Error that names the variable, its value and what is accepted */
export function wholeNumber(
  variables: Variables,
  name: string,
  fallback: number,
  most: number,
): number {
  const text = variables[name] ?? "";
  if (text === "") return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most))
    throw new Error(`${name} is "${text}"; accepted is a whole number from 0 to ${most}`);
  return value;
}

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
