import { applyPatch, type Operation } from "rfc6902";
import type { Cluster, RemoveOptions } from "../objects/cluster.ts";
import { KINDS, apiVersionOf, type Kind } from "../objects/kinds.ts";
import { StatusError, badRequest, type Status } from "../objects/refusals.ts";
import { isFields, type Fields, type KubernetesObject } from "../objects/types.ts";
import type { ApiRequest, Target } from "./target.ts";

export interface Written {
  status: number;
  object: KubernetesObject | Status;
}

/** Creates, updates, patches or deletes. @throws StatusError */
export function writeObject(cluster: Cluster, target: Target, request: ApiRequest): Written {
  const { kind, namespace, name = "" } = target;
  const { plural } = kind;
  switch (target.verb) {
    case "create":
      return { status: 201, object: cluster.create(plural, readObject(request, target)) };
    case "update": {
      const object = readObject(request, target) as unknown as KubernetesObject;
      return {
        status: 200,
        object: cluster.replace(plural, object, target.subresource as "status"),
      };
    }
    case "patch": {
      const patched = patchObject(
        cluster.require(plural, namespace, name),
        readJson(request, kind),
      );
      const object = placed(patched, target) as unknown as KubernetesObject;
      return { status: 200, object: cluster.replace(plural, object) };
    }
    default:
      return removeObject(cluster, target, request);
  }
}

/** @throws StatusError 400 */
export function readJson({ body }: ApiRequest, kind: Pick<Kind, "kind">): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: ${why}`,
    );
  }
}

/** Reads a complete object for this address. @throws StatusError 400 */
function readObject(request: ApiRequest, target: Target): Fields {
  const object = readJson(request, target.kind);
  if (!isFields(object))
    throw badRequest(`the object provided is unrecognized (must be of type ${target.kind.kind})`);
  requireKind(object, target.kind);
  return placed(object, target);
}

function requireKind(object: Fields, kind: Kind): void {
  const { apiVersion, kind: name } = object as { apiVersion?: string; kind?: string };
  const version = apiVersion?.split("/").at(-1) ?? "";
  if (name !== undefined && name !== kind.kind) {
    const isKnown = KINDS.some((one) => one.kind === name && apiVersionOf(one) === apiVersion);
    const home = kind.group === "" ? "core" : (kind.group.split(".")[0] ?? "");
    const why = isKnown
      ? `converting (${version}.${name}) to (${home}.${kind.kind}): unknown conversion`
      : `no kind "${name}" is registered for version "${apiVersion ?? ""}"`;
    throw badRequest(`${name} in version "${version}" cannot be handled as a ${kind.kind}: ${why}`);
  }
  if (apiVersion !== undefined && apiVersion !== apiVersionOf(kind))
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(kind)})`,
    );
}

/**
 * Returns the object with the namespace and name of its address.
 * @throws StatusError 400 if the object states others
 */
function placed(object: Fields, { namespace, name }: Target): Fields {
  const metadata = isFields(object["metadata"]) ? object["metadata"] : {};
  const { namespace: givenNamespace = "", name: givenName } = metadata;
  if (namespace !== undefined && givenNamespace !== "" && givenNamespace !== namespace)
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  if (name !== undefined && typeof givenName === "string" && givenName !== name)
    throw badRequest(
      `the name of the object (${givenName}) does not match the name on the URL (${name})`,
    );
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    },
  };
}

/**
 * Applies an RFC 6902 patch to a copy.
 * @throws StatusError 400 for an invalid patch, 422 for a patch that does not apply
 */
function patchObject(object: KubernetesObject, patch: unknown): Fields {
  if (!Array.isArray(patch)) throw badRequest("json: cannot unmarshal object into a JSON patch");
  const copy = structuredClone(object);
  const problem = applyPatch(copy, patch as Operation[]).find((result) => result !== null);
  if (problem === undefined) return copy;
  // A real API server (1.36) gives this answer to a patch that does not apply, whatever the reason.
  const message = "the server rejected our request due to an error in our request";
  throw new StatusError(422, "Invalid", message, {});
}

/** Answers with a Status if the object is gone, and with the object if it is only marked for deletion. */
function removeObject(cluster: Cluster, target: Target, request: ApiRequest): Written {
  const { kind, namespace, name = "" } = target;
  const object = cluster.remove(kind.plural, namespace, name, removeOptions(request, kind));
  const { uid, deletionTimestamp } = object.metadata;
  if (deletionTimestamp !== undefined || kind.plural === "pods") return { status: 200, object };
  const group = kind.group === "" ? {} : { group: kind.group };
  const details = { name, ...group, kind: kind.plural, uid };
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" } as const;
  return { status: 200, object: { ...status, details } };
}

function removeOptions(request: ApiRequest, kind: Kind): RemoveOptions {
  const given = request.body.length === 0 ? {} : readJson(request, kind);
  if (!isFields(given)) return {};
  const { propagationPolicy: policy, gracePeriodSeconds: grace, preconditions } = given;
  const uid = isFields(preconditions) ? preconditions["uid"] : undefined;
  return {
    ...(policy === "Foreground" || policy === "Background" ? { propagation: policy } : {}),
    ...(typeof grace === "number" ? { graceSeconds: grace } : {}),
    ...(typeof uid === "string" ? { uid } : {}),
  };
}
