import {
  KubernetesClient,
  connect,
  type Connection,
  type WatchEvent as ClientWatchEvent,
} from "../../../rehearsal/kubernetes/client.ts";
import type { Failure } from "../../../rehearsal/kubernetes/failures.ts";
import { textAt, type JsonObject } from "./json.ts";

export interface Answer {
  status: number;
  body: JsonObject;
}

export type WatchEvent = ClientWatchEvent<JsonObject>;

/** What the cases can use of a cluster: its API, and a way to make its kubelet fail. */
export interface ClusterClient {
  /** Sends a request. `contentType` is the type of the body; default: `application/json`. */
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
  /** Gets a path with another bearer token. If the token is empty, sends none. */
  getWithToken(token: string, path: string): Promise<Answer>;
  /** Gets a path until its answer is as wanted. A watch of `watched` (path of a collection) triggers each attempt. */
  until(path: string, watched: string, so: (body: JsonObject) => boolean): Promise<JsonObject>;
  /** Watches a collection (path with query) while `act` runs, until it has seen enough. */
  watch(
    path: string,
    act: () => Promise<unknown>,
    enough: (events: WatchEvent[]) => boolean,
  ): Promise<WatchEvent[]>;
  fail(failure: Failure): void;
  recover(): void;
}

/**
 * Maximum wait in milliseconds, longer than any controller needs. A case that waits in vain reports what it waits for.
 */
const LIMIT_MS = 120_000;

/** Returns a client of one API server. `close` ends its connections. */
export function connectCluster(
  address: Connection,
  kubelet: Pick<ClusterClient, "fail" | "recover">,
): ClusterClient & { close(): void } {
  const transport = connect({ ...address, keepAlive: true });
  const client = new KubernetesClient(transport);
  const call = async (...parameters: Parameters<ClusterClient["call"]>) =>
    toAnswer(await client.call(...parameters));
  return {
    fail: (failure) => kubelet.fail(failure),
    recover: () => kubelet.recover(),
    close: () => transport.close(),
    call,
    async getWithToken(token, path) {
      return toAnswer(await new KubernetesClient(connect({ ...address, token })).call("GET", path));
    },
    async watch(path, act, enough) {
      const events: WatchEvent[] = [];
      const collect = async (signal: AbortSignal): Promise<void> => {
        for await (const event of client.watchOnce<JsonObject>(path, signal)) {
          events.push(event);
          if (enough(events)) return;
        }
      };
      await withinLimit(
        path,
        () => events,
        (signal) => Promise.all([act(), collect(signal)]),
      );
      return events;
    },
    async until(path, watched, so) {
      let { body } = await call("GET", path);
      const isSo = async () => {
        ({ body } = await call("GET", path));
        return so(body);
      };
      await withinLimit(
        path,
        () => body,
        async (signal) => {
          const version = textAt((await call("GET", watched)).body, "metadata.resourceVersion");
          if (await isSo()) return;
          const changes = `${watched}?watch=true&resourceVersion=${version}`;
          for await (const event of client.watchOnce(changes, signal))
            if (event.type !== "BOOKMARK" && (await isSo())) return;
        },
      );
      return body;
    },
  };
}

/** Returns the answer. A text, such as a log or a health check, becomes an object that contains the text. */
function toAnswer({ status, body }: { status: number; body: unknown }): Answer {
  return { status, body: typeof body === "string" ? { text: body } : (body as JsonObject) };
}

async function withinLimit(
  path: string,
  seen: () => unknown,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const last = JSON.stringify(seen()).slice(0, 4000);
    throw new Error(`waited in vain for ${path}; it was ${last}`, { cause: error });
  }
}
