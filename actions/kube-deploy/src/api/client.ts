import https from "node:https";
import type { IncomingMessage } from "node:http";
import { ConnectionError, apiError, connectionError } from "./errors.ts";

/** How to reach an API server, and with which credentials. */
export interface Access {
  /** https URL of the API server. */
  server: string;
  /** PEM; undefined = the certificate authorities that Node trusts. */
  certificateAuthority: string | undefined;
  /** Host name that the server's certificate must have. Default: the host of `server`. */
  serverName?: string | undefined;
  /** Client certificate and key, PEM. */
  certificate?: { cert: string; key: string };
  /** Returns a valid bearer token. With `renew`, returns a new one, because the server refused the last one. */
  token?: (renew: boolean) => Promise<string>;
}

export interface Request {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Milliseconds without any received byte after which the connection counts as broken. Default 30 s. */
  idle?: number;
}

const IDLE = 30_000;
/** Far larger than a page of a list, so that an endless answer cannot fill the memory. */
const LARGEST = 128 * 1024 * 1024;

/**
 * A small client of the Kubernetes API: JSON and streamed answers, bearer token or client certificate, connections
 * that are kept open. The official client, bundled, would be seven times the size of the rest of this action.
 */
export class KubernetesClient {
  readonly #access: Access;
  readonly #agent: https.Agent;
  /** Clock of the server minus clock of the runner, in milliseconds, from the Date header of the last answer. */
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

  /** Returns the server's time now, in milliseconds since the epoch. */
  serverTime(): number {
    return Date.now() + this.#skew;
  }

  /**
   * Sends a request and parses its JSON answer.
   * @throws ApiError for status 400 and above, ConnectionError if there is no answer
   */
  async json<T>(path: string, request: Request = {}): Promise<T> {
    const text = await this.text(path, request);
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new ConnectionError("other", "", `the answer to ${path} is not JSON`);
    }
  }

  /** Sends a request and reads its answer as text. @throws as `json` */
  async text(path: string, request: Request = {}): Promise<string> {
    return await readAll(await this.open(path, request));
  }

  /**
   * Sends a request and returns its answer as a stream, as soon as its status is known to be below 400. If the token is
   * refused, it is renewed once.
   * @throws as `json`
   */
  async open(path: string, request: Request = {}): Promise<IncomingMessage> {
    const response = await this.#send(path, request, false);
    const unauthorized = response.statusCode === 401 && this.#access.token !== undefined;
    if (!unauthorized) return await requireSuccess(response);
    response.resume();
    return await requireSuccess(await this.#send(path, request, true));
  }

  /** Closes the connections that are kept open. */
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

async function requireSuccess(response: IncomingMessage): Promise<IncomingMessage> {
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
