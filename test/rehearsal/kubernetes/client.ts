import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import type { JsonObject } from "./json.ts";

/** Ways for a container to fail that both sides' kubelets know. */
export interface Failure {
  reason:
    "image-not-found" | "image-pull-denied" | "crash" | "oom" | "probe" | "never-ready" | "init";
  workload: string;
}

export interface Answer {
  status: number;
  body: JsonObject;
}

export interface WatchEvent {
  type: string;
  object: JsonObject;
}

export interface Call {
  body?: unknown;
  /** The body's, `application/json` when left out. */
  type?: string;
  accept?: string;
  /** A bearer token; the administrator's when left out, none at all when empty. */
  token?: string;
}

/** What the cases know of a cluster: its API, and how to make its kubelet fail. */
export interface ClusterClient {
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** Gets a path until its answer is as wanted, woken by the watch of `watched` (a collection's path). */
  until(path: string, watched: string, so: (body: JsonObject) => boolean): Promise<JsonObject>;
  /** Watches a collection (path with query) while `act` runs, until enough has been seen. */
  watch(
    path: string,
    act: () => Promise<unknown>,
    enough: (events: WatchEvent[]) => boolean,
  ): Promise<WatchEvent[]>;
  fail(failure: Failure): void;
  recover(): void;
}

export interface Address {
  url: string;
  certificateAuthority: string;
  token: string;
}

/** Longer than any controller needs; who waits in vain is told what for. */
const PATIENCE_MS = 120_000;

/** A client of one API server; `close` ends its connections. */
export function connect(
  { url, certificateAuthority, token }: Address,
  kubelet: Pick<ClusterClient, "fail" | "recover">,
): ClusterClient & { close(): void } {
  const agent = new Agent({ keepAlive: true, ca: certificateAuthority });
  const send = (method: string, path: string, call: Call = {}): Promise<IncomingMessage> => {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const bearer = call.token ?? token;
    const headers = {
      accept: call.accept ?? "application/json",
      ...(bearer === "" ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined
        ? {}
        : {
            "content-type": call.type ?? "application/json",
            "content-length": Buffer.byteLength(body),
          }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { method, headers, agent }, resolve);
      sent.on("error", reject);
      sent.end(body);
    });
  };
  const call: ClusterClient["call"] = async (method, path, options) => {
    const response = await send(method, path, options);
    return { status: response.statusCode ?? 0, body: parse(await text(response)) };
  };
  const watch: ClusterClient["watch"] = async (path, act, enough) => {
    const response = await send("GET", path);
    const events: WatchEvent[] = [];
    const wait = giveUpAfter(PATIENCE_MS, response, path, () => events);
    try {
      const [, seen] = await Promise.all([act(), collect(response, events, enough)]);
      return seen;
    } finally {
      wait.end();
    }
  };
  const until: ClusterClient["until"] = async (path, watched, so) => {
    let { body } = await call("GET", path);
    if (so(body)) return body;
    const response = await send("GET", `${watched}${watched.includes("?") ? "&" : "?"}watch=true`);
    const wait = giveUpAfter(PATIENCE_MS, response, path, () => body);
    try {
      // The change may have come before the watch began: then no event follows.
      ({ body } = await call("GET", path));
      if (so(body)) return body;
      for await (const line of linesOf(response)) {
        if (line === "") continue;
        ({ body } = await call("GET", path));
        if (so(body)) return body;
      }
      throw new Error(`the watch of ${watched} ended`);
    } finally {
      wait.end();
    }
  };
  return { ...kubelet, call, watch, until, close: () => agent.destroy() };
}

function parse(body: string): JsonObject {
  return body.startsWith("{") ? (JSON.parse(body) as JsonObject) : { text: body };
}

async function collect(
  response: IncomingMessage,
  events: WatchEvent[],
  enough: (events: WatchEvent[]) => boolean,
): Promise<WatchEvent[]> {
  for await (const line of linesOf(response)) {
    events.push(JSON.parse(line) as WatchEvent);
    if (enough(events)) return events;
  }
  return events;
}

function giveUpAfter(
  ms: number,
  response: IncomingMessage,
  path: string,
  seen: () => unknown,
): { end(): void } {
  const timer = setTimeout(() => {
    response.destroy(
      new Error(`waited in vain for ${path}; it was ${JSON.stringify(seen()).slice(0, 4000)}`),
    );
  }, ms);
  return {
    end() {
      clearTimeout(timer);
      response.destroy();
    },
  };
}

async function* linesOf(stream: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
