import { messageOf } from "../../../lib/runtime/errors.ts";

/** The API server answered with a status of 400 or above. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** `reason` of the Status object, for example Forbidden or Expired; "" if the answer is not a Status object. */
  readonly reason: string;
  /** Seconds to wait before the next try, from the Retry-After header of a 429 or 503. */
  readonly retryAfter: number | undefined;

  constructor(status: number, reason: string, message: string, retryAfter?: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

type ConnectionFault = "refused" | "timeout" | "name" | "certificate" | "lost" | "other";

/** There is no answer: the connection failed, its certificate is not trusted, or it broke. */
export class ConnectionError extends Error {
  readonly fault: ConnectionFault;
  /** Node's code, for example ECONNREFUSED; "" if there is none. */
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

/** Classifies an error of node:https by its code. https://nodejs.org/api/errors.html#common-system-errors */
export function connectionError(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const code = (error as { code?: unknown } | undefined)?.code;
  const word = typeof code === "string" ? code : "";
  const fault = FAULTS.find(([pattern]) => pattern.test(word))?.[1] ?? "other";
  return new ConnectionError(fault, word, messageOf(error), error);
}

/** Reads the Status object of an error answer. A proxy in between may answer with HTML or plain text. */
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
