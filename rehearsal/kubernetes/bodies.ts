import { parse } from "yaml";
import { StatusError, badRequest, unsupportedMediaType } from "./errors.ts";
import { KINDS, apiVersionOf, type Kind } from "./kinds.ts";
import { isFields, type Fields } from "./patch.ts";
import type { Target } from "./requests.ts";

const OBJECTS = ["application/json", "application/yaml"];
// What the real server also reads; it is in its refusals.
const NAMED = [...OBJECTS, "application/vnd.kubernetes.protobuf"];

/** The media type without its parameters. */
export function mediaType(header: string): string {
  return (header.split(";")[0] ?? "").trim().toLowerCase();
}

/** Reads JSON or YAML. @throws StatusError 400 when it is neither */
export function parseBody(type: string, bytes: Buffer, kind: Kind): unknown {
  const text = bytes.toString("utf8");
  try {
    return type.endsWith("yaml") ? (parse(text) as unknown) : (JSON.parse(text) as unknown);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: ${why}`,
    );
  }
}

/** A whole object for this address. @throws StatusError 400, 415 */
export function objectFrom(contentType: string, bytes: Buffer, target: Target): Fields {
  const type = mediaType(contentType);
  if (type !== "" && !OBJECTS.includes(type)) throw unsupportedMediaType(NAMED);
  const object = parseBody(type, bytes, target.kind);
  if (!isFields(object))
    throw badRequest(`the object provided is unrecognized (must be of type ${target.kind.kind})`);
  refuseOtherKind(object, target.kind);
  const metadata = isFields(object["metadata"]) ? object["metadata"] : {};
  return { ...object, metadata: addressed(metadata, target) };
}

function refuseOtherKind(object: Fields, kind: Kind): void {
  const { apiVersion, kind: name } = object as { apiVersion?: string; kind?: string };
  if (name !== undefined && name !== kind.kind)
    throw badRequest(
      `${name} in version "${apiVersion?.split("/").at(-1) ?? ""}" cannot be handled as a ${kind.kind}: ${unconvertible(name, apiVersion ?? "", kind)}`,
    );
  if (apiVersion !== undefined && apiVersion !== apiVersionOf(kind))
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(kind)})`,
    );
}

function unconvertible(name: string, apiVersion: string, kind: Kind): string {
  const known = KINDS.some((one) => one.kind === name && apiVersionOf(one) === apiVersion);
  if (!known) return `no kind "${name}" is registered for version "${apiVersion}"`;
  const home = kind.group === "" ? "core" : (kind.group.split(".")[0] ?? "");
  return `converting (${apiVersion.split("/").at(-1) ?? ""}.${name}) to (${home}.${kind.kind}): unknown conversion`;
}

/** The metadata with the namespace and name of the address. @throws StatusError 400 when they say otherwise */
export function addressed(metadata: Fields, { kind, namespace, name }: Target): Fields {
  const given = metadata["namespace"];
  if (
    kind.namespaced &&
    namespace !== undefined &&
    given !== undefined &&
    given !== "" &&
    given !== namespace
  )
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  const own = metadata["name"] as string | undefined;
  if (name !== undefined && own !== undefined && own !== name)
    throw badRequest(
      `the name of the object (${own}) does not match the name on the URL (${name})`,
    );
  return {
    ...metadata,
    ...(kind.namespaced && namespace !== undefined ? { namespace } : {}),
    ...(name === undefined ? {} : { name }),
  };
}

export function unsupportedPatch(): StatusError {
  return new StatusError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
}
