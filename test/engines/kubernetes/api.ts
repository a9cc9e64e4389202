import { Agent, request } from "node:https";
import type { IncomingMessage } from "node:http";

/** An object of the Kubernetes API, as far as this file looks into it. */
export interface ApiObject {
  apiVersion?: string;
  kind?: string;
  metadata: { name: string; namespace?: string; uid?: string; resourceVersion?: string };
}

export interface WatchEvent<Item> {
  type: "ADDED" | "MODIFIED" | "DELETED";
  object: Item;
}

/** An answer of 400 or more. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A small client: JSON requests and watches, one keep-alive pool. */
export class Api {
  readonly url: string;
  private readonly headers: Record<string, string>;
  private readonly agent: Agent;

  constructor(url: string, certificateAuthority: string, token: string) {
    this.url = url;
    this.headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    this.agent = new Agent({ keepAlive: true, ca: certificateAuthority });
  }

  /**
   * The answer's JSON. Throws ApiError with the Status message for 400 and more.
   * `type` is the body's, for patches `application/merge-patch+json` and its like.
   */
  async request(
    method: string,
    path: string,
    body?: unknown,
    type = "application/json",
  ): Promise<unknown> {
    const response = await this.send(method, path, body, type);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const status = response.statusCode ?? 0;
    if (status >= 400) throw new ApiError(status, messageIn(text));
    return text.startsWith("{") ? (JSON.parse(text) as unknown) : text;
  }

  /**
   * Calls `see` with every object there is and with every change, until the signal is aborted. Lists and
   * watches anew when the server ends the watch, so objects may be seen twice.
   */
  async watch<Item extends ApiObject>(
    path: string,
    see: (event: WatchEvent<Item>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const over = (): boolean => signal.aborted;
    while (!over()) {
      try {
        const list = (await this.request("GET", path)) as {
          items: Item[];
          metadata: { resourceVersion: string };
        };
        for (const object of list.items) see({ type: "ADDED", object });
        await this.follow(path, list.metadata.resourceVersion, see, signal);
      } catch (error) {
        if (over()) return;
        if (!(error instanceof ApiError) && !isConnectionLost(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  private async follow<Item>(
    path: string,
    resourceVersion: string,
    see: (event: WatchEvent<Item>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const query = `watch=true&resourceVersion=${resourceVersion}`;
    const joined = `${path}${path.includes("?") ? "&" : "?"}${query}`;
    const response = await this.send("GET", joined, undefined, "application/json");
    const end = (): unknown => response.destroy();
    signal.addEventListener("abort", end, { once: true });
    try {
      for await (const line of linesOf(response)) {
        const { type, object } = JSON.parse(line) as { type: string; object: Item };
        if (type === "ERROR") return;
        if (type === "ADDED" || type === "MODIFIED" || type === "DELETED") see({ type, object });
      }
    } finally {
      signal.removeEventListener("abort", end);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private send(
    method: string,
    path: string,
    body: unknown,
    type: string,
  ): Promise<IncomingMessage> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    // Node adds no length to a DELETE, and the server would take its body for the next request.
    const length = text === undefined ? 0 : Buffer.byteLength(text);
    const typed = text === undefined ? {} : { "content-type": type, "content-length": length };
    const headers = { ...this.headers, ...typed };
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.url),
        { method, headers, agent: this.agent },
        resolve,
      );
      sent.on("error", reject);
      sent.end(text);
    });
  }
}

/** Ends with an error when the stream is destroyed; readline would wait for ever. */
async function* linesOf(stream: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
}

function isConnectionLost(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return ["ECONNRESET", "ECONNREFUSED", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"].includes(code ?? "");
}
