import { apiVersionOf, keyOf } from "../objects/kinds.ts";
import { badRequest, expired } from "../objects/refusals.ts";
import type { Store } from "../objects/store.ts";
import type { KubernetesObject } from "../objects/types.ts";
import type { Target } from "./target.ts";

/** Where a page ends, so that the next page can begin after it. */
interface Position {
  version: number;
  after: string;
}

export interface ObjectList {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: Partial<KubernetesObject>[];
}

/** Returns a page of a collection. @throws StatusError 400 for an invalid continue token, 410 for an expired one */
export function listObjects(store: Store, { kind, namespace }: Target, url: URL): ObjectList {
  const position = readPosition(store, url.searchParams.get("continue") ?? "");
  const rest = store
    .list(kind.plural, namespace)
    .filter((object) => position === undefined || keyOf(object) > position.after);
  const limit = Number(url.searchParams.get("limit") ?? 0);
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const version = position?.version ?? store.version;
  const last = items.at(-1);
  const next =
    last === undefined || items.length === rest.length
      ? {}
      : {
          continue: writePosition({ version, after: keyOf(last) }),
          remainingItemCount: rest.length - items.length,
        };
  return {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: String(version), ...next },
    items: items.map(withoutKind),
  };
}

/** Removes the kind: the items of a list do not repeat it. */
function withoutKind(object: KubernetesObject): Partial<KubernetesObject> {
  const rest: Partial<KubernetesObject> = { ...object };
  delete rest.apiVersion;
  delete rest.kind;
  return rest;
}

function writePosition(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

function readPosition(store: Store, token: string): Position | undefined {
  if (token === "") return undefined;
  let position: Position;
  try {
    position = JSON.parse(Buffer.from(token, "base64url").toString()) as Position;
  } catch {
    throw badRequest("invalid continue token: continue key is not valid");
  }
  if (store.remembers(position.version)) return position;
  throw expired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.",
  );
}
