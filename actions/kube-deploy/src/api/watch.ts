import type { IncomingMessage } from "node:http";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as pause } from "node:timers/promises";
import type { KubernetesClient } from "./client.ts";
import { ApiError, ConnectionError, connectionError } from "./errors.ts";
import type { KubernetesObject } from "./objects.ts";

/** What a watch tells. After a break it may tell of everything again by `replace`. */
export interface Watcher<T> {
  /** All objects there are now; those not among them are gone. */
  replace(objects: T[]): void;
  set(object: T): void;
  remove(object: T): void;
}

export interface WatchOptions {
  signal: AbortSignal;
  /** Milliseconds without one good answer after which the watch gives up. Default 2 min. */
  patience?: number;
  /** Milliseconds of the first wait before a new try; doubled up to 32 times this. Default 200. */
  backoff?: number;
  /** Milliseconds of silence on an open watch before it is opened anew. Default 90 s. */
  idle?: number;
  /** Told of breaks that are mended by trying again. */
  onRetry?: (error: Error) => void;
}

interface WatchEvent {
  type?: string;
  object?: unknown;
}

const PAGE = 500;
/** The server ends a watch after this many seconds; ends are not errors. */
const WATCH_SECONDS = 240;
/** A bookmark comes about every minute, so this silence means a dead connection (K-E 48: half-open TCP). */
const IDLE = 90_000;

/**
 * Lists a collection and follows its changes until `signal` is aborted: from the last known resource version after a
 * break, by a new list after 410 Gone.
 * @throws ApiError for 401, 403, 404 and other refusals that trying again does not mend; ConnectionError or the last
 * 429/5xx after `patience`
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function follow<T extends KubernetesObject>(
  client: KubernetesClient,
  path: string,
  watcher: Watcher<T>,
  options: WatchOptions,
): Promise<void> {
  const { signal, patience = 120_000, backoff = 200 } = options;
  const follower = new Follower(client, path, watcher, options);
  let failures = 0;
  while (!signal.aborted) {
    const before = follower.answers;
    let asked = 0;
    try {
      await follower.step();
    } catch (error) {
      if (isAborted(signal)) return;
      const fault = error instanceof ApiError ? error : connectionError(error);
      if (!canRetry(fault) || performance.now() - follower.lastAnswer > patience) throw fault;
      options.onRetry?.(fault);
      asked = fault instanceof ApiError ? (fault.retryAfter ?? 0) * 1000 : 0;
    }
    // A server that ends every watch at once must not be asked in a tight loop either.
    failures = follower.answers > before ? 0 : failures + 1;
    const wait = Math.max(asked, failures === 0 ? 0 : backoff * 2 ** Math.min(failures - 1, 5));
    if (wait > 0) await pauseUnless(signal, wait);
  }
}

/** Read anew each time: an await lies between. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

const canRetry = (error: ApiError | ConnectionError): boolean =>
  error instanceof ConnectionError
    ? error.fault !== "certificate"
    : error.status === 410 || error.status === 429 || error.status >= 500;

/** Waits about that long (many watches break at once); an abort ends the wait. */
async function pauseUnless(signal: AbortSignal, milliseconds: number): Promise<void> {
  const wait = milliseconds * (0.75 + Math.random() / 2);
  await pause(wait, undefined, { signal }).catch(() => undefined);
}

/** Where a watch stands: the resource version it goes on from. */
class Follower<T extends KubernetesObject> {
  /** Lists and watch events received so far. */
  answers = 0;
  lastAnswer = performance.now();
  #version: string | undefined;
  readonly #client: KubernetesClient;
  readonly #path: string;
  readonly #watcher: Watcher<T>;
  readonly #options: WatchOptions;

  constructor(client: KubernetesClient, path: string, watcher: Watcher<T>, options: WatchOptions) {
    this.#client = client;
    this.#path = path;
    this.#watcher = watcher;
    this.#options = options;
  }

  /** Lists if the version is not known, then follows one watch to its end. */
  async step(): Promise<void> {
    try {
      this.#version ??= await this.#list();
      await this.#watch(this.#version);
    } catch (error) {
      // The server no longer remembers that version.
      if (error instanceof ApiError && error.status === 410) this.#version = undefined;
      throw error;
    }
  }

  /** Lists page by page (K-E 50); gives the resource version to watch from. */
  async #list(): Promise<string> {
    const { signal } = this.#options;
    const objects: T[] = [];
    let next = "";
    for (;;) {
      const more = next === "" ? "" : `&continue=${encodeURIComponent(next)}`;
      const page = await this.#client.json<Page<T>>(`${this.#path}?limit=${PAGE}${more}`, {
        signal,
      });
      objects.push(...(page.items ?? []));
      next = page.metadata?.continue ?? "";
      if (next !== "") continue;
      this.#answered();
      this.#watcher.replace(objects);
      return page.metadata?.resourceVersion ?? "";
    }
  }

  async #watch(from: string): Promise<void> {
    const { signal, idle = IDLE } = this.#options;
    const query = new URLSearchParams({
      watch: "1",
      allowWatchBookmarks: "true",
      resourceVersion: from,
      timeoutSeconds: String(WATCH_SECONDS),
    });
    const path = `${this.#path}?${query.toString()}`;
    const response = await this.#client.open(path, { signal, idle });
    for await (const line of linesOf(response)) this.#take(JSON.parse(line) as WatchEvent);
  }

  #take({ type, object }: WatchEvent): void {
    if (type === "ERROR") throw statusError(object);
    this.#answered();
    const known = object as T;
    this.#version = known.metadata.resourceVersion ?? this.#version;
    if (type === "ADDED" || type === "MODIFIED") this.#watcher.set(known);
    else if (type === "DELETED") this.#watcher.remove(known);
  }

  #answered(): void {
    this.answers += 1;
    this.lastAnswer = performance.now();
  }
}

interface Page<T> {
  metadata?: { resourceVersion?: string; continue?: string };
  items?: T[] | null;
}

function statusError(object: unknown): ApiError {
  const {
    code = 500,
    reason = "",
    message = "",
  } = (object ?? {}) as {
    code?: number;
    reason?: string;
    message?: string;
  };
  return new ApiError(code, reason, message);
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let pending = "";
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const lines = (pending + decoder.write(chunk)).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield line;
  }
}
