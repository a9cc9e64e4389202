import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Faults } from "../base/faults.ts";
import { Exchange, type LoggedRequest, type Reply } from "../base/http.ts";
import { StatusError } from "./errors.ts";
import type { ServerCertificate } from "./certificates.ts";

export interface ApiServer {
  url: string;
  requests: LoggedRequest[];
  faults: Faults;
  close(): Promise<void>;
}

export type Handle = (exchange: Exchange) => Promise<Reply>;

/** An HTTPS server on a loopback port. A port that is asked for and taken is replaced by a free one. */
export async function startServer(
  certificate: ServerCertificate,
  handle: Handle,
  port = 0,
): Promise<ApiServer> {
  const requests: LoggedRequest[] = [];
  const faults = new Faults();
  const sockets = new Set<Socket>();
  const state = { url: "" };
  const server = createServer(
    { cert: certificate.certificate, key: certificate.key },
    (request, response) =>
      void serve(new Exchange(request, state.url), response, handle, requests, faults),
  );
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.requestTimeout = 0;
  await listen(server, port);
  state.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { url: state.url, requests, faults, close };
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

async function serve(
  exchange: Exchange,
  response: ServerResponse,
  handle: Handle,
  requests: LoggedRequest[],
  faults: Faults,
): Promise<void> {
  const { request } = exchange;
  const entry: LoggedRequest = {
    at: new Date().toISOString(),
    method: exchange.method,
    path: request.url ?? "/",
    headers: withoutToken(request),
  };
  requests.push(entry);
  try {
    const fault = faults.take(exchange);
    if (fault?.respond === "reset") {
      request.socket.destroy();
      return;
    }
    const scripted =
      fault === undefined || fault.respond === "drop-after-commit" ? undefined : fault.respond;
    const reply = scripted ?? (await answer(exchange, handle));
    if (fault !== undefined && scripted === undefined) {
      if (reply.body instanceof Readable) reply.body.destroy();
      request.socket.destroy();
      return;
    }
    entry.status = reply.status;
    await write(response, reply);
  } catch {
    // The client went away in the middle of an answer; there is nobody left to tell.
    request.socket.destroy();
  }
}

/** A request log is shown in reports: tokens stay out of it. */
function withoutToken({ headers }: IncomingMessage): IncomingMessage["headers"] {
  return headers.authorization === undefined ? headers : { ...headers, authorization: "***" };
}

async function answer(exchange: Exchange, handle: Handle): Promise<Reply> {
  try {
    return await handle(exchange);
  } catch (error) {
    const known =
      error instanceof StatusError
        ? error
        : new StatusError(
            500,
            "InternalError",
            `Internal error occurred: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
          );
    return reply(known.code, known.status);
  }
}

/** A JSON answer as the API server formats it. */
export function reply(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-cache, private",
      ...headers,
    },
    body: JSON.stringify(value),
  };
}

async function write(response: ServerResponse, { status, headers, body }: Reply): Promise<void> {
  response.writeHead(status, headers);
  if (body instanceof Readable) {
    // A watcher waits for the headers before anything changes.
    response.flushHeaders();
    await pipeline(body, response);
  } else response.end(body);
}
