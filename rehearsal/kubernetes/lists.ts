import { badRequest, expired } from "./errors.ts";
import { apiVersionOf, type Kind } from "./kinds.ts";
import type { KubernetesObject } from "./objects.ts";
import type { Target } from "./requests.ts";
import {
  matchesFields,
  matchesRequirements,
  parseFieldSelector,
  parseLabelSelector,
} from "./selectors.ts";
import type { Store } from "./store.ts";

export type Filter = (object: KubernetesObject) => boolean;

/** What of a collection a request asks for: its namespace, labels, fields. @throws StatusError 400 */
export function filterOf(target: Target, url: URL): Filter {
  const { kind, namespace, name } = target;
  const labels = parseLabelSelector(url.searchParams.get("labelSelector") ?? "");
  const fields = parseFieldSelector(kind, url.searchParams.get("fieldSelector") ?? "");
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    matchesRequirements(object.metadata.labels, labels) &&
    matchesFields(object, fields);
}

interface Token {
  version: number;
  after: string;
}

export interface ObjectList {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: KubernetesObject[];
}

/** A page of a collection. @throws StatusError 400 for a bad continue token, 410 for one that is too old */
export function listObjects(store: Store, target: Target, url: URL): ObjectList {
  const { kind, namespace } = target;
  const filter = filterOf(target, url);
  const token = parseToken(store, url.searchParams.get("continue"));
  const all = store.list(kind.plural, namespace).filter(filter);
  const rest = token === undefined ? all : all.filter((object) => keyOf(object) > token.after);
  const limit = Number(url.searchParams.get("limit") ?? 0);
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const version = token?.version ?? store.version;
  const last = items.at(-1);
  const more =
    last === undefined || items.length === rest.length
      ? {}
      : {
          continue: encode({ version, after: keyOf(last) }),
          remainingItemCount: rest.length - items.length,
        };
  return {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: String(version), ...more },
    items: items.map((object) => bare(asKind(kind, object))),
  };
}

/** The items of a list do not repeat the kind that the list has. */
function bare(object: KubernetesObject): KubernetesObject {
  const rest: Partial<KubernetesObject> = { ...object };
  delete rest.apiVersion;
  delete rest.kind;
  return rest as KubernetesObject;
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

function encode(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

function parseToken(store: Store, text: string | null): Token | undefined {
  if (text === null || text === "") return undefined;
  let token: Token;
  try {
    token = JSON.parse(Buffer.from(text, "base64url").toString()) as Token;
  } catch {
    throw badRequest("invalid continue token: continue key is not valid");
  }
  try {
    store.since(token.version);
  } catch {
    throw expired(
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.",
    );
  }
  return token;
}

/** The object as this group serves it: events have two groups with different field names. */
export function asKind(kind: Kind, object: KubernetesObject): KubernetesObject {
  if (kind.group !== "events.k8s.io") return object;
  const {
    involvedObject,
    message,
    source,
    count,
    firstTimestamp,
    lastTimestamp,
    reportingComponent,
    ...rest
  } = object;
  return {
    ...rest,
    apiVersion: apiVersionOf(kind),
    regarding: involvedObject,
    note: message,
    deprecatedSource: source,
    deprecatedCount: count,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    reportingController: reportingComponent,
  };
}
