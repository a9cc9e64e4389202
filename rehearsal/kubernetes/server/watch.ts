import { PassThrough, type Readable } from "node:stream";
import { apiVersionOf } from "../objects/kinds.ts";
import { StatusError } from "../objects/refusals.ts";
import type { Change, Store } from "../objects/store.ts";
import type { Target } from "./target.ts";

/** A real server sends a bookmark about every minute. */
const BOOKMARK_MS = 1000;

/**
 * Returns a stream of JSON lines: the changes of a collection after a resourceVersion. Without a resourceVersion: all
 * objects, then the changes. The stream ends when the client disconnects, after `timeoutSeconds`, or with an ERROR line
 * (410 if the version is too old).
 */
export function watchObjects(store: Store, target: Target, url: URL): Readable {
  const { kind, namespace } = target;
  const query = url.searchParams;
  const stream = new PassThrough();
  const write = (type: string, object: unknown) =>
    void stream.write(`${JSON.stringify({ type, object })}\n`);
  const report = ({ type, plural, object }: Change) => {
    const isInside = namespace === undefined || object.metadata.namespace === namespace;
    if (plural === kind.plural && isInside) write(type, object);
  };
  const version = query.get("resourceVersion") ?? "";
  if (version === "" || version === "0")
    for (const object of store.list(kind.plural, namespace)) write("ADDED", object);
  else
    try {
      for (const change of store.since(Number(version))) report(change);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      write("ERROR", error.status);
      stream.end();
      return stream;
    }
  const bookmark = () => {
    const metadata = { resourceVersion: String(store.version), creationTimestamp: null };
    write("BOOKMARK", { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata });
  };
  const wantsBookmarks = /^(?:1|true)$/.test(query.get("allowWatchBookmarks") ?? "");
  const timers = [
    ...(wantsBookmarks ? [repeatAfterChanges(store, bookmark)] : []),
    ...endAfter(stream, Number(query.get("timeoutSeconds") ?? 0)),
  ];
  const unsubscribe = store.subscribe(report);
  stream.on("close", () => {
    unsubscribe();
    for (const timer of timers) clearTimeout(timer);
  });
  return stream;
}

/** Repeats bookmarks after changes only: a bookmark carries the version that the server has reached. */
function repeatAfterChanges(store: Store, bookmark: () => void): NodeJS.Timeout {
  let reported = store.version;
  return setInterval(() => {
    if (reported === store.version) return;
    reported = store.version;
    bookmark();
  }, BOOKMARK_MS);
}

function endAfter(stream: PassThrough, seconds: number): NodeJS.Timeout[] {
  return seconds > 0 ? [setTimeout(() => stream.end(), seconds * 1000)] : [];
}
