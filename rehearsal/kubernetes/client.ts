import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

/** A request as a transport carries it. */
interface ClientRequest {
  method: string;
  /** Includes the query. */
  path: string;
  /** Empty if there is no body. */
  contentType: string;
  body: string | undefined;
}

export interface ClientResponse {
  status: number;
  contentType: string;
  body: Readable;
}

/** Carries a request to an API server. Rejects if there is no answer. */
export type Transport = (request: ClientRequest) => Promise<ClientResponse>;

export interface Answer {
  status: number;
  /** The parsed JSON, or the text if the answer is not JSON. */
  body: unknown;
}

/** The fields of an API object that this file reads. */
export interface ApiObject {
  apiVersion?: string;
  kind?: string;
  metadata: { name: string; namespace?: string; uid?: string; resourceVersion?: string };
}

export interface WatchEvent<Item> {
  type: string;
  object: Item;
}

/** An answer with a status of 400 or more; the message is that of the Status object. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A client of a Kubernetes API server, embedded or real: JSON requests and watches. */
export class KubernetesClient {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /**
   * Returns the answer, whatever its status. `contentType` describes the request's body: patches have content types of
   * their own.
   */
  async call(
    method: string,
    path: string,
    body?: unknown,
    contentType = "application/json",
  ): Promise<Answer> {
    const response = await this.send(method, path, body, contentType);
    return readAnswer(response);
  }

  /** Returns the body of a successful answer. @throws ApiError for a status of 400 or more */
  async request(
    method: string,
    path: string,
    body?: unknown,
    contentType?: string,
  ): Promise<unknown> {
    const answer = await this.call(method, path, body, contentType);
    if (answer.status >= 400) throw new ApiError(answer.status, messageOf(answer));
    return answer.body;
  }

  /** Yields the events of one watch, until the server or the signal ends it. @throws ApiError */
  async *watchOnce<Item>(path: string, signal?: AbortSignal): AsyncGenerator<WatchEvent<Item>> {
    const response = await this.send("GET", path, undefined, "");
    const { status, body } = response;
    if (status >= 400) throw new ApiError(status, messageOf(await readAnswer(response)));
    const end = (): void => void body.destroy();
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted === true) end();
    try {
      for await (const line of linesOf(body)) yield JSON.parse(line) as WatchEvent<Item>;
    } finally {
      signal?.removeEventListener("abort", end);
      end();
    }
  }

  /**
   * Calls `see` with every object of a collection and with every change, until the signal is aborted. Lists and watches
   * again if the server ends the watch, so `see` may get an object twice.
   * @throws ApiError if the collection is refused
   */
  async watch<Item extends ApiObject>(
    path: string,
    see: (event: WatchEvent<Item>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      try {
        const list = (await this.request("GET", path)) as {
          items: Item[];
          metadata: { resourceVersion: string };
        };
        for (const object of list.items) see({ type: "ADDED", object });
        const from = `${path}?watch=true&resourceVersion=${list.metadata.resourceVersion}`;
        for await (const event of this.watchOnce<Item>(from, signal)) {
          if (event.type === "ERROR") break;
          if (event.type !== "BOOKMARK") see(event);
        }
      } catch (error) {
        if (isOver()) return;
        if (!isTemporary(error)) throw error;
        await pause(200);
      }
    }
  }

  private send(
    method: string,
    path: string,
    body: unknown,
    contentType: string,
  ): Promise<ClientResponse> {
    return body === undefined
      ? this.transport({ method, path, contentType: "", body: undefined })
      : this.transport({ method, path, contentType, body: JSON.stringify(body) });
  }
}

export interface Connection {
  /** `https://HOST:PORT`, without a slash at the end. */
  url: string;
  /** PEM of the authority that must have signed the server's certificate. Default: the system's authorities. */
  certificateAuthority?: string;
  /** A bearer token, or a function that gets one for each request. Empty means no token. */
  token: string | (() => Promise<string>);
  /** Keeps connections open between requests, until `close`. */
  keepAlive?: boolean;
}

/** Carries requests over HTTP or HTTPS. `close` ends kept connections. */
export function connect(connection: Connection): Transport & { close(): void } {
  const { url, certificateAuthority, token, keepAlive = false } = connection;
  const ca = certificateAuthority === undefined ? {} : { ca: certificateAuthority };
  const isPlain = url.startsWith("http:");
  const agent = isPlain ? new PlainAgent({ keepAlive }) : new SecureAgent({ keepAlive, ...ca });
  const open = isPlain ? plainRequest : secureRequest;
  const transport: Transport = async ({ method, path, contentType, body }) => {
    const bearer = typeof token === "string" ? token : await token();
    const headers = {
      accept: "application/json",
      ...(bearer === "" ? {} : { authorization: `Bearer ${bearer}` }),
      // Node adds no Content-Length to a DELETE by itself, so the server would take the body for the next request.
      ...(body === undefined
        ? {}
        : { "content-type": contentType, "content-length": Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const sent = open(new URL(path, url), { method, headers, agent }, (response) => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, contentType: headers["content-type"] ?? "", body: response });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  };
  return Object.assign(transport, { close: () => agent.destroy() });
}

/** Returns the message of a refusal. */
export function messageOf({ status, body }: Answer): string {
  if (status === 401) return "Unauthorized";
  if (typeof body === "string" && body !== "") return body;
  const message = (body as { message?: unknown } | null)?.message;
  return typeof message === "string" && message !== "" ? message : `the server answered ${status}`;
}

async function readAnswer({ status, contentType, body }: ClientResponse): Promise<Answer> {
  const content = await text(body);
  return {
    status,
    body: contentType.includes("json") ? (JSON.parse(content) as unknown) : content,
  };
}

/** Yields lines. Fails if the stream is destroyed; readline would wait forever. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Returns whether a retry may help: the connection was lost, or the server is starting or overloaded. */
function isTemporary(error: unknown): boolean {
  if (error instanceof ApiError) return error.status !== 501;
  const { code = "" } = error as NodeJS.ErrnoException;
  return ["ECONNRESET", "ECONNREFUSED", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"].includes(code);
}
