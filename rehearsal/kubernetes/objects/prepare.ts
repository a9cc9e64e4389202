import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { apiVersionOf, type Kind } from "./kinds.ts";
import { randomSuffix, timestamp } from "./names.ts";
import type { KubernetesObject } from "./types.ts";

/**
 * Makes a new object as the server creates it: with its own identity, and without fields that only the server may
 * write.
 */
export function draftOf(kind: Kind, given: Partial<KubernetesObject>): KubernetesObject {
  const draft = structuredClone({
    ...given,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
  }) as KubernetesObject;
  const metadata = { ...draft.metadata };
  if (!metadata.name && metadata.generateName)
    metadata.name = metadata.generateName + randomSuffix();
  for (const name of ["deletionTimestamp", "deletionGracePeriodSeconds"])
    Reflect.deleteProperty(metadata, name);
  draft.metadata = {
    ...metadata,
    uid: randomUUID(),
    resourceVersion: "",
    creationTimestamp: timestamp(),
  };
  if (kind.generation) draft.metadata.generation = 1;
  if (kind.status && kind.plural !== "nodes") Reflect.deleteProperty(draft, "status");
  return draft;
}

const OPTIONAL = ["labels", "annotations", "ownerReferences", "finalizers"] as const;

/** Removes what the API omits from its JSON: empty maps and lists in the metadata. */
export function tidy({ metadata }: KubernetesObject): void {
  for (const name of OPTIONAL) {
    const value = metadata[name] as object | null | undefined;
    if (value === undefined || value === null || Object.keys(value).length === 0)
      Reflect.deleteProperty(metadata, name);
  }
}

/** Returns the stored object with the given status. The Deployment controller also writes its annotations this way. */
export function statusOf(before: KubernetesObject, given: KubernetesObject): KubernetesObject {
  const draft = structuredClone(before);
  if (given["status"] !== undefined) draft["status"] = structuredClone(given["status"]);
  // Only the API server sets the QoS class of a pod.
  const { qosClass } = (before["status"] ?? {}) as { qosClass?: string };
  if (qosClass !== undefined) draft["status"] = { ...(draft["status"] as object), qosClass };
  if (given.metadata.annotations !== undefined)
    draft.metadata.annotations = structuredClone(given.metadata.annotations);
  return draft;
}

const WRITTEN_BY_THE_SERVER = [
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "generation",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;

/** Returns the given object, with fields that only the server may write taken from the stored object. */
export function specOf(
  kind: Kind,
  before: KubernetesObject,
  given: KubernetesObject,
): KubernetesObject {
  const draft = structuredClone(given);
  for (const name of WRITTEN_BY_THE_SERVER)
    if (before.metadata[name] === undefined) Reflect.deleteProperty(draft.metadata, name);
    else Reflect.set(draft.metadata, name, before.metadata[name]);
  draft.apiVersion = before.apiVersion;
  draft.kind = before.kind;
  if (kind.status) draft["status"] = before["status"];
  return draft;
}

export function countGeneration(
  kind: Kind,
  before: KubernetesObject,
  draft: KubernetesObject,
  subresource?: string,
): void {
  if (!kind.generation || subresource === "status") return;
  // For a Deployment, changes of its annotations count too.
  const bare = ({ metadata, ...rest }: KubernetesObject) => ({
    ...rest,
    status: undefined,
    annotations: kind.plural === "deployments" ? metadata.annotations : undefined,
  });
  if (!isDeepStrictEqual(bare(before), bare(draft)))
    draft.metadata.generation = (before.metadata.generation ?? 0) + 1;
}
