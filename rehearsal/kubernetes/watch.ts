import { PassThrough, type Readable } from "node:stream";
import { StatusError } from "./errors.ts";
import { apiVersionOf } from "./kinds.ts";
import { asKind, filterOf, type Filter } from "./lists.ts";
import type { KubernetesObject } from "./objects.ts";
import type { Target } from "./requests.ts";
import type { Change, Store } from "./store.ts";

const BOOKMARK_MS = 1000;

/**
 * A stream of JSON lines: what changes in a collection after a resourceVersion, or everything there is and then what
 * changes. An object that stops to match the selectors is reported as deleted. It ends with the client, after
 * `timeoutSeconds`, or with an ERROR line (410 when the version is too old).
 */
export function watchObjects(
  store: Store,
  target: Target,
  url: URL,
  describe: (object: KubernetesObject) => unknown,
): Readable {
  const stream = new PassThrough();
  const filter = filterOf(target, url);
  const query = url.searchParams;
  const start = query.get("resourceVersion") ?? "";
  const initial = start === "" || start === "0" || query.get("sendInitialEvents") === "true";
  const bookmarks =
    query.get("allowWatchBookmarks") === "true" || query.get("allowWatchBookmarks") === "1";
  const write = (type: string, object: unknown) =>
    void stream.write(`${JSON.stringify({ type, object })}\n`);
  const tell = (change: Change) => {
    const type = seenAs(change, target, filter);
    if (type !== undefined) write(type, describe(asKind(target.kind, shownBy(change, type))));
  };
  const bookmark = (annotations?: Record<string, string>) => {
    const metadata = {
      resourceVersion: String(store.version),
      creationTimestamp: null,
      ...(annotations && { annotations }),
    };
    write("BOOKMARK", { kind: target.kind.kind, apiVersion: apiVersionOf(target.kind), metadata });
  };
  if (initial) {
    for (const object of store.list(target.kind.plural, target.namespace).filter(filter))
      write("ADDED", describe(asKind(target.kind, object)));
    if (bookmarks) bookmark({ "k8s.io/initial-events-end": "true" });
  } else if (!replay(store, Number(start), tell, write)) {
    stream.end();
    return stream;
  }
  follow(
    store,
    stream,
    tell,
    bookmarks ? bookmark : undefined,
    Number(query.get("timeoutSeconds") ?? 0),
  );
  return stream;
}

/** @returns false when the changes are forgotten: the client has been told and has to list again */
function replay(
  store: Store,
  version: number,
  tell: (change: Change) => void,
  write: (type: string, object: unknown) => void,
): boolean {
  try {
    for (const change of store.since(version)) tell(change);
    return true;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    write("ERROR", error.status);
    return false;
  }
}

function follow(
  store: Store,
  stream: PassThrough,
  tell: (change: Change) => void,
  bookmark: (() => void) | undefined,
  seconds: number,
): void {
  const unsubscribe = store.subscribe(tell);
  const timers: NodeJS.Timeout[] = [];
  if (bookmark !== undefined) {
    let told = store.version;
    const timer = setInterval(() => {
      if (told === store.version) return;
      told = store.version;
      bookmark();
    }, BOOKMARK_MS);
    timers.push(timer);
  }
  if (seconds > 0) timers.push(setTimeout(() => stream.end(), seconds * 1000));
  stream.on("close", () => {
    unsubscribe();
    for (const timer of timers) clearTimeout(timer);
  });
}

/** What leaves a selection is told as it was inside, with the version of the change. */
function shownBy({ type, object, previous }: Change, seen: string): KubernetesObject {
  if (seen !== "DELETED" || type === "DELETED" || previous === undefined) return object;
  const { resourceVersion } = object.metadata;
  return { ...previous, metadata: { ...previous.metadata, resourceVersion } };
}

/** How a change looks through a selector, if at all. */
function seenAs(change: Change, target: Target, filter: Filter): string | undefined {
  if (change.plural !== target.kind.plural) return undefined;
  const before = change.previous !== undefined && filter(change.previous);
  const now = change.type !== "DELETED" && filter(change.object);
  if (now) return before ? "MODIFIED" : "ADDED";
  return before ? "DELETED" : undefined;
}
