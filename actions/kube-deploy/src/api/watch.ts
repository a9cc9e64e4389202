import type { IncomingMessage } from "node:http";
import { StringDecoder } from "node:string_decoder";
import { doubling, retry, spread, systemClock } from "../../../lib/retry.ts";
import type { Clock } from "../../../lib/retry.ts";
import type { KubernetesClient } from "./client.ts";
import { ApiError, ConnectionError, connectionError } from "./errors.ts";
import type { KubernetesObject } from "./objects.ts";

/** Receives the objects of one collection: first all objects, then each change. */
export interface CollectionListener<T> {
  /** All objects that exist now; any other object of the collection is gone. May be called again after a break. */
  replace(objects: T[]): void;
  set(object: T): void;
  remove(object: T): void;
}

export interface WatchOptions {
  /** Ends the watch. */
  signal: AbortSignal;
  /** Milliseconds without a successful answer after which the watch gives up. Default 2 min. */
  giveUpAfter?: number;
  /** Milliseconds before the first retry. The wait doubles with each retry, up to 32 times this. Default 200. */
  backoff?: number;
  /** Milliseconds without data on an open watch after which it is opened again. Default 90 s. */
  idle?: number;
  /** Called for each error that is followed by a retry. */
  onRetry?: (error: Error) => void;
  /** Clock for the waits between attempts. */
  clock?: Clock;
  /** Returns milliseconds of a clock that is never adjusted, for `giveUpAfter`. Default `performance.now`. */
  elapsed?: () => number;
}

interface WatchEvent {
  type?: string;
  object?: unknown;
}

const PAGE = 500;
/** The server ends a watch after this many seconds. That is not an error: the next request continues it. */
const WATCH_SECONDS = 240;
/** The server sends a bookmark about every minute, so a longer silence means a half-open connection. */
const IDLE = 90_000;

/**
 * Lists a collection and then watches it until `signal` is aborted. After an interruption, the watch continues from the
 * last known resource version; after 410 Gone, the collection is listed again.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 * @throws ApiError for 401, 403, 404 and other refusals that a retry does not change; the last error after
 *   `giveUpAfter`
 */
export async function watchCollection<T extends KubernetesObject>(
  client: KubernetesClient,
  path: string,
  listener: CollectionListener<T>,
  options: WatchOptions,
): Promise<void> {
  const { signal, giveUpAfter = 120_000, backoff = 200, onRetry, clock = systemClock } = options;
  const watch = new CollectionWatch(client, path, listener, options);
  const isTransient = (error: unknown): boolean =>
    error instanceof EmptyWatch || (canRetry(toFault(error)) && watch.silence <= giveUpAfter);
  // After an answer, the watch is opened again at once. Without an answer, the delays double, up to 32 times the first.
  const delay = (_: number, error: unknown): number =>
    Math.max(
      retryAfterOf(error),
      watch.failures === 0 ? 0 : doubling(backoff)(Math.min(watch.failures, 6)),
    );
  try {
    await retry(() => watch.follow(), {
      attempts: Infinity,
      isTransient,
      delay,
      jitter: spread(),
      signal,
      clock,
      onRetry: (error) => {
        if (!(error instanceof EmptyWatch)) onRetry?.(toFault(error));
      },
    });
  } catch (error) {
    if (!signal.aborted) throw toFault(error);
  }
}

/** An empty watch counts as a failure, so that a server that ends every watch at once is not called in a tight loop. */
class EmptyWatch extends Error {}

const toFault = (error: unknown): ApiError | ConnectionError =>
  error instanceof ApiError ? error : connectionError(error);

/** Returns how many milliseconds the server asks to wait. */
const retryAfterOf = (error: unknown): number =>
  error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;

const canRetry = (error: ApiError | ConnectionError): boolean =>
  error instanceof ConnectionError
    ? error.fault !== "certificate"
    : error.status === 410 || error.status === 429 || error.status >= 500;

/** The watch of one collection, and the resource version from which it continues. */
class CollectionWatch<T extends KubernetesObject> {
  /** Lists and watch events received so far. */
  answers = 0;
  /** Interruptions in a row without an answer between them. */
  failures = 0;
  #lastAnswer: number;
  readonly #elapsed: () => number;
  #version: string | undefined;
  readonly #client: KubernetesClient;
  readonly #path: string;
  readonly #listener: CollectionListener<T>;
  readonly #options: WatchOptions;

  constructor(
    client: KubernetesClient,
    path: string,
    listener: CollectionListener<T>,
    options: WatchOptions,
  ) {
    this.#client = client;
    this.#path = path;
    this.#listener = listener;
    this.#options = options;
    this.#elapsed = options.elapsed ?? (() => performance.now());
    this.#lastAnswer = this.#elapsed();
  }

  /** Milliseconds since the last answer. */
  get silence(): number {
    return this.#elapsed() - this.#lastAnswer;
  }

  /** Follows the collection until the signal is aborted. @throws the error that ends the watch */
  async follow(): Promise<void> {
    while (!this.#options.signal.aborted) {
      const before = this.answers;
      try {
        await this.#listAndWatch();
        if (this.answers === before) throw new EmptyWatch("the watch ended without an event");
        this.failures = 0;
      } catch (error) {
        this.failures = this.answers > before ? 0 : this.failures + 1;
        throw error;
      }
    }
  }

  /** Lists the collection unless its version is known, then reads one watch until it ends. */
  async #listAndWatch(): Promise<void> {
    try {
      this.#version ??= await this.#list();
      await this.#watch(this.#version);
    } catch (error) {
      // The server has forgotten the changes since that version.
      if (error instanceof ApiError && error.status === 410) this.#version = undefined;
      throw error;
    }
  }

  /** Lists page by page. Returns the resource version from which to watch. */
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
      this.#countAnswer();
      this.#listener.replace(objects);
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
    // The server responds, even if nothing happens for a long time and it sends no bookmarks.
    this.#lastAnswer = this.#elapsed();
    for await (const line of linesOf(response)) this.#handleEvent(JSON.parse(line) as WatchEvent);
  }

  #handleEvent({ type, object }: WatchEvent): void {
    if (type === "ERROR") throw statusError(object);
    this.#countAnswer();
    const known = object as T;
    this.#version = known.metadata.resourceVersion ?? this.#version;
    if (type === "ADDED" || type === "MODIFIED") this.#listener.set(known);
    else if (type === "DELETED") this.#listener.remove(known);
  }

  #countAnswer(): void {
    this.answers += 1;
    this.#lastAnswer = this.#elapsed();
  }
}

interface Page<T> {
  metadata?: { resourceVersion?: string; continue?: string };
  items?: T[] | null;
}

interface StatusObject {
  code?: number;
  reason?: string;
  message?: string;
}

function statusError(object: unknown): ApiError {
  const { code = 500, reason = "", message = "" } = (object ?? {}) as StatusObject;
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
