import { addressed, mediaType, objectFrom, parseBody, unsupportedPatch } from "./bodies.ts";
import type { Cluster, RemoveOptions, WriteOptions } from "./cluster.ts";
import { methodNotAllowed, noFieldManager, notFound, type Status } from "./errors.ts";
import { timestamp } from "./names.ts";
import type { KubernetesObject, Pod } from "./objects.ts";
import { applyFields } from "./ownership.ts";
import { isFields, jsonPatch, mergePatch, type Fields } from "./patch.ts";
import { isDryRun, managerOf, type Target } from "./requests.ts";
import { strategicPatch } from "./strategic.ts";
import { filterOf } from "./lists.ts";
import { knownFields } from "./validation/fields.ts";

/** One writing request, read. */
export interface Writing {
  cluster: Cluster;
  target: Target;
  url: URL;
  contentType: string;
  userAgent: string;
  body: Buffer;
}

export interface Written {
  status: number;
  object: KubernetesObject | Status | Fields;
}

/** Creates, updates, patches or deletes. @throws StatusError */
export function handleWrite(writing: Writing): Written {
  const { target } = writing;
  if (target.subresource === "binding") return bind(writing);
  if (target.subresource === "eviction") return evict(writing);
  switch (target.verb) {
    case "create":
      return create(writing);
    case "update":
      return update(writing);
    case "patch":
      return patch(writing);
    case "delete":
      return remove(writing);
    case "deletecollection":
      return removeAll(writing);
    default:
      throw methodNotAllowed();
  }
}

function optionsOf({ target, url, userAgent }: Writing): WriteOptions {
  return {
    dryRun: isDryRun(url),
    manager: managerOf(url, userAgent),
    ...(target.subresource === undefined ? {} : { subresource: target.subresource }),
  };
}

function create(writing: Writing): Written {
  const { target, contentType, body, cluster } = writing;
  if (target.name !== undefined || (target.kind.namespaced && target.namespace === undefined))
    throw methodNotAllowed();
  const object = knownFields(target.kind, objectFrom(contentType, body, target), writing.url);
  return { status: 201, object: cluster.create(target.kind.plural, object, optionsOf(writing)) };
}

function update(writing: Writing): Written {
  const { target, contentType, body } = writing;
  if (target.name === undefined) throw methodNotAllowed();
  if (target.subresource === "scale")
    return scale(writing, parseBody(mediaType(contentType), body, target.kind));
  const object = knownFields(target.kind, objectFrom(contentType, body, target), writing.url);
  return write(writing, object as unknown as KubernetesObject, {});
}

function write(writing: Writing, object: KubernetesObject, more: WriteOptions): Written {
  const { cluster, target } = writing;
  const options = { ...optionsOf(writing), ...more };
  return { status: 200, object: cluster.replace(target.kind.plural, object, options) };
}

function patch(writing: Writing): Written {
  const { cluster, target, contentType, body } = writing;
  const { kind, namespace, name } = target;
  if (name === undefined) throw methodNotAllowed();
  const type = mediaType(contentType);
  if (type === "application/apply-patch+yaml") return serverSideApply(writing, name);
  const change = CHANGES[type];
  if (change === undefined) throw unsupportedPatch();
  const parsed = parseBody(type, body, kind);
  const before = cluster.need(kind.plural, namespace, name);
  if (target.subresource === "scale") return scale(writing, change(scaleOf(before), parsed));
  const patched = change(before, parsed) as Fields;
  const metadata = addressed(isFields(patched["metadata"]) ? patched["metadata"] : {}, target);
  // A patch that does not speak of a version is for whatever version there is.
  return write(writing, { ...patched, metadata } as unknown as KubernetesObject, {});
}

const CHANGES: Record<string, (before: unknown, patch: unknown) => unknown> = {
  "application/merge-patch+json": mergePatch,
  "application/strategic-merge-patch+json": strategicPatch,
  "application/json-patch+json": jsonPatch,
};

function serverSideApply(writing: Writing, name: string): Written {
  const { cluster, target, url, body } = writing;
  const { kind, namespace } = target;
  const manager = url.searchParams.get("fieldManager");
  if (manager === null || manager === "") throw noFieldManager();
  const wanted = objectFrom("application/yaml", body, target);
  const before = cluster.store.get(kind.plural, namespace, name);
  const force = url.searchParams.get("force") === "true";
  const { object, managedFields } = applyFields(before, wanted, manager, force, timestamp());
  if (before === undefined) {
    const created = cluster.create(kind.plural, object, { dryRun: isDryRun(url), managedFields });
    return { status: 201, object: created };
  }
  return write(writing, object as unknown as KubernetesObject, { managedFields });
}

/** The autoscaling/v1 view of a workload. */
export function scaleOf(object: KubernetesObject): Fields {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { replicas, selector } = object["spec"] as {
    replicas: number;
    selector?: { matchLabels?: Record<string, string> };
  };
  const labels = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  );
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // A zero is left out: https://github.com/kubernetes/api/blob/master/autoscaling/v1/types.go
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: (object["status"] as { replicas?: number }).replicas ?? 0,
      selector: labels.join(","),
    },
  };
}

function scale(writing: Writing, wanted: unknown): Written {
  const { cluster, target, url, userAgent } = writing;
  const { kind, namespace, name = "" } = target;
  const before = cluster.need(kind.plural, namespace, name);
  const spec = isFields(wanted) && isFields(wanted["spec"]) ? wanted["spec"] : {};
  const draft = structuredClone(before);
  Object.assign(draft["spec"] as Fields, { replicas: spec["replicas"] ?? 0 });
  const options = { dryRun: isDryRun(url), manager: managerOf(url, userAgent) };
  return { status: 200, object: scaleOf(cluster.replace(kind.plural, draft, options)) };
}

function removeOptions({ contentType, body, target, url }: Writing): RemoveOptions {
  const parsed = body.length === 0 ? {} : parseBody(mediaType(contentType), body, target.kind);
  const given: Fields = isFields(parsed) ? parsed : {};
  const query = url.searchParams;
  const policy = given["propagationPolicy"] ?? query.get("propagationPolicy");
  const grace = given["gracePeriodSeconds"] ?? query.get("gracePeriodSeconds");
  const preconditions = isFields(given["preconditions"]) ? given["preconditions"] : {};
  const { uid, resourceVersion } = preconditions as { uid?: string; resourceVersion?: string };
  const propagation = policy === null ? undefined : (policy as RemoveOptions["propagation"]);
  const dryRun = isDryRun(url) || (Array.isArray(given["dryRun"]) && given["dryRun"].length > 0);
  return {
    dryRun,
    ...(propagation === undefined ? {} : { propagation }),
    ...(grace === null ? {} : { graceSeconds: Number(grace) }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** Answers with a Status when the object is gone, with the object when it is only marked. */
function remove(writing: Writing): Written {
  const { cluster, target } = writing;
  const { kind, namespace, name = "" } = target;
  const object = cluster.remove(kind.plural, namespace, name, removeOptions(writing));
  const { uid, deletionTimestamp } = object.metadata;
  if (deletionTimestamp !== undefined || kind.plural === "pods") return { status: 200, object };
  const details = {
    name,
    ...(kind.group === "" ? {} : { group: kind.group }),
    kind: kind.plural,
    uid,
  };
  return {
    status: 200,
    object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details },
  };
}

function removeAll(writing: Writing): Written {
  const { cluster, target, url } = writing;
  const { kind, namespace } = target;
  const items = cluster.store.list(kind.plural, namespace).filter(filterOf(target, url));
  for (const { metadata } of items)
    cluster.remove(kind.plural, metadata.namespace, metadata.name, removeOptions(writing));
  const object = { kind: `${kind.kind}List`, apiVersion: "v1", metadata: {}, items };
  return { status: 200, object };
}

/** A scheduler of one's own binds a pod. */
function bind({ cluster, target, contentType, body }: Writing): Written {
  const parsed = parseBody(mediaType(contentType), body, target.kind);
  const to = isFields(parsed) && isFields(parsed["target"]) ? parsed["target"]["name"] : undefined;
  const pod = cluster.need("pods", target.namespace, target.name ?? "");
  const draft = structuredClone(pod);
  draft.spec.nodeName = String(to);
  cluster.store.put("pods", draft);
  return {
    status: 201,
    object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 },
  };
}

function evict({ cluster, target }: Writing): Written {
  const { namespace, name = "", kind } = target;
  const pod: Pod | undefined = cluster.store.get("pods", namespace, name);
  if (pod === undefined) throw notFound(kind, name);
  cluster.remove("pods", namespace, name);
  return {
    status: 201,
    object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 },
  };
}
