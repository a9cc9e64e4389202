import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { KeyPair } from "./certificates.ts";
import { Faults, type Fault } from "./faults.ts";

/** A handler's answer. A missing body is sent as an empty body; a Readable is streamed. */
export interface Reply {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer | Readable;
}

/** A request as the log keeps it. `operation` is the service's own name for it, e.g. `s3:PutObject`. */
export interface LoggedRequest {
  at: string;
  method: string;
  /** Path with the query, as it was sent. */
  path: string;
  /** A bearer token is replaced by `***`, because logs may be shown. */
  headers: IncomingHttpHeaders;
  operation?: string;
  /** Unset until the request is answered. Stays unset if the connection was cut. */
  status?: number;
}

/** A request that is being served. The body is read at most once and remembered. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly url: URL;
  operation: string | undefined;
  private read: Promise<Buffer> | undefined;

  constructor(request: IncomingMessage, base: string) {
    this.request = request;
    // The URL constructor with a base would take a path like //x for a host name.
    this.url = new URL(base + (request.url ?? "/"));
  }

  get method(): string {
    return this.request.method ?? "GET";
  }

  /** Returns a header's value: repeated headers are joined by a comma; "" if absent. */
  header(name: string): string {
    const value = this.request.headersDistinct[name.toLowerCase()];
    return value?.join(",") ?? "";
  }

  body(): Promise<Buffer> {
    this.read ??= buffer(this.request);
    return this.read;
  }

  /** Returns the body as JSON; an empty body is `{}`. Throws SyntaxError for a body that is not JSON. */
  async json(): Promise<unknown> {
    const text = (await this.body()).toString("utf8");
    return text.trim() === "" ? {} : (JSON.parse(text) as unknown);
  }
}

export interface Loopback {
  /** http://127.0.0.1:PORT or, with TLS, https://127.0.0.1:PORT, without a trailing slash. */
  url: string;
  requests: LoggedRequest[];
  faults: Faults;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  handle(exchange: Exchange): Promise<Reply>;
  /** Names the operation before faults are considered. It may read the body of a small request. */
  classify?(exchange: Exchange): Promise<string | undefined> | string | undefined;
  /**
   * Converts an error that `handle` threw to an answer. Without this function, or if it returns undefined: 500 with the
   * message.
   */
  failed?(error: unknown, exchange: Exchange): Reply | undefined;
  /** Serves HTTPS with this certificate. */
  tls?: KeyPair;
  /** The port to try first. A free port is used by default, or if this port is taken. */
  port?: number;
}

/** Starts a server on 127.0.0.1 that logs its requests and plays scripted faults. */
export async function startLoopback(options: LoopbackOptions): Promise<Loopback> {
  const { tls, port = 0 } = options;
  const requests: LoggedRequest[] = [];
  const faults = new Faults();
  const sockets = new Set<Socket>();
  const state = { url: "" };
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void serve(new Exchange(request, state.url), response, options, requests, faults);
  const server =
    tls === undefined
      ? createServer(listener)
      : createSecureServer({ cert: tls.certificate, key: tls.key }, listener);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  // Long uploads and idle keep-alive connections from SDK clients are normal here.
  server.requestTimeout = 0;
  await listen(server, port);
  const scheme = tls === undefined ? "http" : "https";
  state.url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: state.url, requests, faults, close: () => stop(server, sockets) };
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    await listen(server, 0);
  }
}

async function stop(server: Server, sockets: Set<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await closed;
}

async function serve(
  exchange: Exchange,
  response: ServerResponse,
  options: LoopbackOptions,
  requests: LoggedRequest[],
  faults: Faults,
): Promise<void> {
  const { request } = exchange;
  const entry: LoggedRequest = {
    at: new Date().toISOString(),
    method: exchange.method,
    path: request.url ?? "/",
    headers: withoutToken(request.headers),
  };
  requests.push(entry);
  try {
    exchange.operation = await options.classify?.(exchange);
    if (exchange.operation !== undefined) entry.operation = exchange.operation;
    const fault = faults.take(exchange);
    const reply = await answer(exchange, options, fault);
    if (reply === "cut") {
      request.socket.destroy();
      return;
    }
    entry.status = reply.status;
    await write(exchange, response, reply);
  } catch {
    // The client disconnected during the request, so the answer has no receiver.
    request.socket.destroy();
  }
}

function withoutToken(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const isBearer = /^bearer /i.test(headers.authorization ?? "");
  return isBearer ? { ...headers, authorization: "***" } : headers;
}

async function answer(
  exchange: Exchange,
  options: LoopbackOptions,
  fault: Fault | undefined,
): Promise<Reply | "cut"> {
  const respond = fault?.respond;
  if (respond === "reset") return "cut";
  if (typeof respond === "object" && "delay" in respond) await sleep(respond.delay);
  else if (typeof respond === "object") return respond;
  let reply: Reply;
  try {
    reply = await options.handle(exchange);
  } catch (error) {
    if (exchange.request.destroyed && !exchange.request.complete) return "cut";
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    reply = options.failed?.(error, exchange) ?? { status: 500, body: message };
  }
  if (respond !== "drop-after-commit") return reply;
  if (reply.body instanceof Readable) reply.body.destroy();
  return "cut";
}

async function write(exchange: Exchange, response: ServerResponse, reply: Reply): Promise<void> {
  const { request, method } = exchange;
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.body instanceof Readable) {
    if (method === "HEAD") {
      reply.body.destroy();
      response.end();
    } else {
      // A watcher waits for the headers, even if nothing changes for a long time.
      response.flushHeaders();
      await pipeline(reply.body, response);
    }
  } else {
    const bytes = Buffer.from(reply.body ?? "");
    if (!response.hasHeader("content-length") && reply.status !== 204 && reply.status !== 304)
      response.setHeader("content-length", bytes.length);
    response.end(method === "HEAD" ? undefined : bytes);
  }
  // An unread body would block the connection: a client that is still sending needs a reader.
  if (!request.complete) request.resume();
}

/** Makes a JSON answer. */
export function json(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
  type = "application/json; charset=utf-8",
): Reply {
  return { status, headers: { "content-type": type, ...headers }, body: JSON.stringify(value) };
}
