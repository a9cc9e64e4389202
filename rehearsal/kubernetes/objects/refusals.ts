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

/** A refusal: its message and its HTTP status. */
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

/** Makes the answer to a create request in a namespace that is being deleted. */
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

/** @param name undefined if the name is missing */
export function invalid(kind: Kind, name: string | undefined, causes: Cause[]): StatusError {
  const messages = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = messages.length === 1 ? messages.join() : `[${messages.join(", ")}]`;
  const subject = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  return new StatusError(422, "Invalid", `${subject} "${name ?? ""}" is invalid: ${text}`, {
    ...detailsOf(kind, name ?? ""),
    kind: kind.kind,
    causes,
  });
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

/**
 * Makes the answer to a request that no feature sends yet. Its text is the rehearsal's own, not a Kubernetes message.
 */
export function notServed(request: string): StatusError {
  return new StatusError(
    501,
    "NotServed",
    `the rehearsal does not serve ${request}; a real API server does (--real kubernetes)`,
  );
}

export function unauthorized(): StatusError {
  return new StatusError(401, "Unauthorized", "Unauthorized");
}

export function expired(message: string): StatusError {
  return new StatusError(410, "Expired", message);
}

// The problems that a field can have, in the API machinery's words.
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

export function duplicate(field: string, value: string): Cause {
  const message = `Duplicate value: ${JSON.stringify(value)}`;
  return { reason: "FieldValueDuplicate", message, field };
}
