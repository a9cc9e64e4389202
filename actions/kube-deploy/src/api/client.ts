import https from "node:https";
import type { IncomingMessage } from "node:http";
import { ConnectionError, apiError, connectionError } from "./errors.ts";

/** How to reach a cluster and prove who is asking. */
export interface Access {
  /** https URL of the API server. */
  server: string;
  /** PEM; undefined = the authorities Node trusts. */
  certificateAuthority: string | undefined;
  /** Host name the certificate is checked against, when it is not that of `server`. */
  serverName?: string | undefined;
  /** Client certificate and key, PEM. */
  certificate?: { cert: string; key: string };
  /** A bearer token that is good now; `renew` asks for another than the last one. */
  token?: (renew: boolean) => Promise<string>;
}

export interface Request {
  method?: "GET" | "POST";
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Milliseconds without any byte after which the connection counts as dead. Default 30 s. */
  idle?: number;
}

const IDLE = 30_000;
/** More than any list page of ours; a runaway answer must not fill the memory. */
const LARGEST = 128 * 1024 * 1024;

/** A small JSON client of the Kubernetes API: bearer token or client certificate, kept connections, streams. */
export class KubernetesClient {
  readonly #access: Access;
  readonly #agent: https.Agent;
  /** Server's clock minus ours, in milliseconds, from the Date of the last answer. */
  #skew = 0;

  constructor(access: Access) {
    this.#access = access;
    this.#agent = new https.Agent({
      keepAlive: true,
      ...(access.certificateAuthority === undefined ? {} : { ca: access.certificateAuthority }),
      ...(access.serverName === undefined ? {} : { servername: access.serverName }),
      ...access.certificate,
    });
  }

  get server(): string {
    return this.#access.server;
  }

  /** The time the server's clock shows, in milliseconds. */
  serverTime(): number {
    return Date.now() + this.#skew;
  }

  /** The JSON answer. @throws ApiError for a status of 400 and above, ConnectionError when there is no answer */
  async json<T>(path: string, request: Request = {}): Promise<T> {
    const text = await this.text(path, request);
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new ConnectionError("other", "", `${path} was not answered with JSON`);
    }
  }

  /** The answer as text. @throws as `json` */
  async text(path: string, request: Request = {}): Promise<string> {
    return await readAll(await this.open(path, request));
  }

  /** The answer as a stream, once its status is good. An expired token is renewed once. @throws as `json` */
  async open(path: string, request: Request = {}): Promise<IncomingMessage> {
    const response = await this.#send(path, request, false);
    const unauthorized = response.statusCode === 401 && this.#access.token !== undefined;
    if (!unauthorized) return await accepted(response);
    response.resume();
    return await accepted(await this.#send(path, request, true));
  }

  /** Ends kept connections. */
  close(): void {
    this.#agent.destroy();
  }

  async #send(path: string, request: Request, renew: boolean): Promise<IncomingMessage> {
    const { method = "GET", body, signal, idle = IDLE } = request;
    const token = await this.#access.token?.(renew);
    const headers: Record<string, string> = { accept: "application/json, */*" };
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    const base = this.#access.server.replace(/\/$/, "");
    return await new Promise((resolve, reject) => {
      const sent = https.request(`${base}${path}`, { method, headers, agent: this.#agent, signal });
      sent.setTimeout(idle, () =>
        sent.destroy(new ConnectionError("timeout", "ETIMEDOUT", `no answer in ${idle / 1000} s`)),
      );
      sent.on("error", (error) => reject(connectionError(error)));
      sent.on("response", (response) => {
        const date = Date.parse(response.headers.date ?? "");
        if (!Number.isNaN(date)) this.#skew = date - Date.now();
        resolve(response);
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

async function accepted(response: IncomingMessage): Promise<IncomingMessage> {
  const status = response.statusCode ?? 0;
  if (status >= 400)
    throw apiError(status, await readAll(response), response.headers["retry-after"]);
  return response;
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST) throw new ConnectionError("other", "", "the answer is too large");
      chunks.push(chunk);
    }
  } catch (error) {
    throw connectionError(error);
  }
  return Buffer.concat(chunks).toString("utf8");
}
