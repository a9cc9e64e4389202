import { resourceName, type Kind } from "./kinds.ts";

export interface Cause {
  reason: string;
  message: string;
  field: string;
}

/** The body of every refusal, https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface Status {
  kind: "Status";
  apiVersion: "v1";
  metadata: Record<string, never>;
  status: "Failure" | "Success";
  message?: string;
  reason?: string;
  details?: Record<string, unknown>;
  code?: number;
}

/** A refusal of the API server: what it says, and the HTTP status it says it with. */
export class StatusError extends Error {
  readonly status: Status;
  readonly code: number;

  constructor(code: number, reason: string, message: string, details?: Record<string, unknown>) {
    super(message);
    this.code = code;
    this.status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      reason,
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

function detailsOf(kind: Kind, name: string): Record<string, unknown> {
  return {
    ...(name === "" ? {} : { name }),
    ...(kind.group === "" ? {} : { group: kind.group }),
    kind: kind.plural,
  };
}

export function notFound(kind: Kind, name: string): StatusError {
  const message = `${resourceName(kind)} "${name}" not found`;
  return new StatusError(404, "NotFound", message, detailsOf(kind, name));
}

export function alreadyExists(kind: Kind, name: string): StatusError {
  const message = `${resourceName(kind)} "${name}" already exists`;
  return new StatusError(409, "AlreadyExists", message, detailsOf(kind, name));
}

export function conflict(
  kind: Kind,
  name: string,
  why = "the object has been modified; please apply your changes to the latest version and try again",
): StatusError {
  const message = `Operation cannot be fulfilled on ${resourceName(kind)} "${name}": ${why}`;
  return new StatusError(409, "Conflict", message, detailsOf(kind, name));
}

export function forbidden(kind: Kind, name: string, why: string): StatusError {
  const subject = name === "" ? resourceName(kind) : `${resourceName(kind)} "${name}"`;
  return new StatusError(
    403,
    "Forbidden",
    `${subject} is forbidden: ${why}`,
    detailsOf(kind, name),
  );
}

/** What is told to those who create something in a namespace that goes away. */
export function terminating(kind: Kind, name: string, namespace: string): StatusError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { message, status } = forbidden(kind, name, why);
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  };
  return new StatusError(403, "Forbidden", message, { ...status.details, causes: [cause] });
}

/** @param name undefined when it is the name that is missing */
export function invalid(kind: Kind, name: string | undefined, causes: Cause[]): StatusError {
  const said = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = said.length === 1 ? said.join() : `[${said.join(", ")}]`;
  const subject = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  return new StatusError(422, "Invalid", `${subject} "${name ?? ""}" is invalid: ${text}`, {
    ...detailsOf(kind, name ?? ""),
    kind: kind.kind,
    causes,
  });
}

/** What a server-side apply without a field manager is told. */
export function noFieldManager(): StatusError {
  const cause = required("fieldManager", "is required for apply patch");
  const message = `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${cause.message}`;
  const details = { group: "meta.k8s.io", kind: "PatchOptions", causes: [cause] };
  return new StatusError(422, "Invalid", message, details);
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

export function unauthorized(): StatusError {
  return new StatusError(401, "Unauthorized", "Unauthorized");
}

export function methodNotAllowed(): StatusError {
  const message = "the server does not allow this method on the requested resource";
  return new StatusError(405, "MethodNotAllowed", message, {});
}

export function unknownPath(): StatusError {
  const message = "the server could not find the requested resource";
  return new StatusError(404, "NotFound", message, {});
}

export function expired(message: string): StatusError {
  return new StatusError(410, "Expired", message);
}

export function unsupportedMediaType(accepted: string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`;
  return new StatusError(415, "UnsupportedMediaType", message);
}

// The four ways in which a field can be wrong, in the API machinery's words.
export function required(field: string, why = ""): Cause {
  const message = why === "" ? "Required value" : `Required value: ${why}`;
  return { reason: "FieldValueRequired", message, field };
}

export function wrong(field: string, value: unknown, why: string): Cause {
  const message = `Invalid value: ${JSON.stringify(value)}: ${why}`;
  return { reason: "FieldValueInvalid", message, field };
}

export function notSupported(field: string, value: string, supported: string[]): Cause {
  const list = [...supported].sort().map((item) => JSON.stringify(item));
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list.join(", ")}`;
  return { reason: "FieldValueNotSupported", message, field };
}

export function refused(field: string, why: string): Cause {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${why}`, field };
}

export function duplicate(field: string, value: string): Cause {
  const message = `Duplicate value: ${JSON.stringify(value)}`;
  return { reason: "FieldValueDuplicate", message, field };
}
