import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { readRetryAfter, sentAt } from "../../../lib/retry-after.ts";
import { doubling, retry, systemClock } from "../../../lib/retry.ts";
import type { Clock, RetryOptions } from "../../../lib/retry.ts";
import { readJsonObject } from "../../../lib/text/json.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { Login } from "../ecr/login.ts";
import { RegistryError } from "./failure.ts";
import type { RegistryFailure, Side } from "./failure.ts";
import { createSend, readBody } from "./http.ts";
import type { HttpRequest } from "./http.ts";

export interface ConnectionOptions {
  side?: Side;
  /** Most attempts for a request, including the first. */
  attempts?: number;
  /** Milliseconds without any byte after which a request has failed. */
  idleTimeout?: number;
  clock?: Clock;
  /** Aborts requests in progress. */
  signal?: AbortSignal;
}

/** One request, below /v2/ unless it has its own address. */
interface Call {
  method: HttpRequest["method"];
  path: string;
  address?: URL;
  headers?: OutgoingHttpHeaders;
  body?: HttpRequest["body"];
}

/** Sends the calls to a registry. Every call throws a RegistryError if the answer is not 2xx or there is none. */
export interface Connection {
  /** Address of the HTTP API, without a slash at the end. */
  url: string;
  /** Sends a request once. */
  send: (call: Call) => Promise<IncomingMessage>;
  /** Returns the complete answer to a GET, a JSON object. If the answer breaks off, it is requested again. */
  read: (path: string, headers?: OutgoingHttpHeaders) => Promise<Document>;
  /** Retries errors that may pass: a registry throttles, fails, or cannot be reached for a moment. */
  again: <T>(work: () => Promise<T>) => Promise<T>;
  /** Returns the error for an answer that ended before its last byte. @throws the reason of a cancellation */
  brokenOff: (path: string, cause: unknown) => RegistryError;
}

interface Document {
  bytes: Buffer;
  headers: IncomingHttpHeaders;
}

const IDLE_TIMEOUT = 60_000;
/** If a registry asks for longer pauses, the request fails. */
const LONGEST_DELAY = 120_000;
/** Bytes. A manifest has at most 4 MiB: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
const LARGEST_DOCUMENT = 8 * 1024 * 1024;

/** Opens a connection. ECR accepts Basic credentials on every request, without an exchange of tokens. */
export function openConnection(
  { url, authorization }: Pick<Login, "url" | "authorization">,
  options: ConnectionOptions,
): Connection {
  const { side = "only", signal, idleTimeout = IDLE_TIMEOUT, clock = systemClock } = options;
  const transmit = createSend(idleTimeout, signal);
  const repetition = repetitionOf(options);
  const again = <T>(work: () => Promise<T>) => retry(work, repetition);
  const brokenOff = (path: string, cause: unknown) => {
    signal?.throwIfAborted();
    return breakOff({ side, path }, cause);
  };
  const send = async (call: Call): Promise<IncomingMessage> => {
    const { method, path, body, address = new URL(`${url}/v2/${path}`) } = call;
    const operation = method === "GET" || method === "HEAD" ? "pull" : "push";
    const { host } = new URL(url);
    const request = { origin: "registry", operation, side, path, host } as const;
    // An upload may lead to another host, which must not get the password.
    const login = address.origin === new URL(url).origin;
    const headers = { ...(login && { authorization: `Basic ${authorization}` }), ...call.headers };
    try {
      const answer = await transmit({ method, url: address, headers, body });
      const { statusCode: status = 0 } = answer;
      if (status >= 200 && status < 300) {
        if (method === "HEAD" && isPage(answer)) throw notOfRegistry(request, status);
        return answer;
      }
      throw await refusal(request, status, answer, clock);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ActionError) throw error;
      const summary = `does not answer: ${messageOf(error)}`;
      throw new RegistryError({ ...request, summary }, 0, error);
    }
  };
  const read = (path: string, headers: OutgoingHttpHeaders = {}) =>
    again(async () => {
      const answer = await send({ method: "GET", path, headers });
      const bytes = await readBody(answer, LARGEST_DOCUMENT).catch((error: unknown) => {
        throw brokenOff(path, error);
      });
      if (readJsonObject(bytes.toString()) === undefined)
        throw notOfRegistry(
          { origin: "registry", operation: "pull", side, path },
          answer.statusCode,
        );
      return { bytes, headers: answer.headers };
    });
  return { url, send, read, again, brokenOff };
}

function breakOff(where: Pick<RegistryFailure, "side" | "path">, cause: unknown): RegistryError {
  const summary = `broke off its answer: ${messageOf(cause)}`;
  return new RegistryError({ origin: "registry", operation: "pull", ...where, summary }, 0, cause);
}

/**
 * Returns the error for an answer of a proxy, a gateway or a login page. Manifests, lists and configurations are JSON
 * objects.
 */
const notOfRegistry = (
  request: Omit<RegistryFailure, "status" | "summary">,
  status = 0,
): RegistryError =>
  new RegistryError({
    ...request,
    summary: `answered ${status} with something that no registry sends, perhaps from a proxy or a login page`,
  });

const isPage = ({ headers }: IncomingMessage): boolean =>
  /^text\/html\b/i.test(headers["content-type"] ?? "");

async function refusal(
  request: Omit<RegistryFailure, "status" | "summary">,
  status: number,
  answer: IncomingMessage,
  clock: Clock,
): Promise<RegistryError> {
  const text = (await readBody(answer, LARGEST_DOCUMENT)).toString().slice(0, 300);
  const failure = { ...request, status, summary: `answered ${status}: ${text}` };
  return new RegistryError(failure, retryAfter(answer.headers, clock));
}

const repetitionOf = ({
  attempts = 3,
  clock = systemClock,
  signal,
}: ConnectionOptions): RetryOptions => ({
  attempts,
  delay: (attempt, error) =>
    Math.max(doubling(500)(attempt), error instanceof RegistryError ? error.retryAfter : 0),
  longestDelay: LONGEST_DELAY,
  isTransient: (error) => error instanceof RegistryError && error.isTransient,
  clock,
  signal,
});

/** Returns milliseconds; 0 if the answer does not say. */
const retryAfter = (headers: IncomingHttpHeaders, clock: Clock): number =>
  Math.max(0, readRetryAfter(headers["retry-after"], sentAt(headers.date, clock.now())) ?? 0);

/** Returns undefined instead of throwing an error with one of these statuses. */
export async function unlessStatus<T>(
  statuses: readonly number[],
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RegistryError && statuses.includes(error.status ?? 0)) return undefined;
    throw error;
  }
}
