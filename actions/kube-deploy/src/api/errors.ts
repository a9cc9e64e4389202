import { messageOf } from "../../../lib/runtime/errors.ts";

/** The API server answered, and said no. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** Machine-readable word of the Status object, such as Forbidden or Expired. */
  readonly reason: string;
  /** Seconds the server asks to wait (429, 503), if it does. */
  readonly retryAfter: number | undefined;

  constructor(status: number, reason: string, message: string, retryAfter?: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

export type ConnectionFault = "refused" | "timeout" | "name" | "certificate" | "lost" | "other";

/** No answer: the connection could not be made, was not trusted, or broke. */
export class ConnectionError extends Error {
  readonly fault: ConnectionFault;
  readonly code: string;

  constructor(fault: ConnectionFault, code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ConnectionError";
    this.fault = fault;
    this.code = code;
  }
}

const FAULTS: readonly [RegExp, ConnectionFault][] = [
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/, "refused"],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT)$/, "timeout"],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "name"],
  [/CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/, "certificate"],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, "lost"],
];

/** Sorts what node:https throws. */
export function connectionError(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const code = (error as { code?: unknown } | undefined)?.code;
  const word = typeof code === "string" ? code : "";
  const fault = FAULTS.find(([pattern]) => pattern.test(word))?.[1] ?? "other";
  return new ConnectionError(fault, word, messageOf(error), error);
}

/** Reads the Status object of an error answer; a proxy may answer with anything else. */
export function apiError(status: number, body: string, retryAfter?: string): ApiError {
  const seconds = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
  try {
    const { reason = "", message = "" } = JSON.parse(body) as { reason?: string; message?: string };
    return new ApiError(status, reason, message === "" ? `HTTP ${status}` : message, seconds);
  } catch {
    const shown = body.trim().split("\n")[0]?.slice(0, 200) ?? "";
    return new ApiError(status, "", `HTTP ${status}${shown === "" ? "" : `: ${shown}`}`, seconds);
  }
}
