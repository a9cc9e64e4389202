import { isMoment, readRetryAfter, sentAt } from "../retry-after.ts";

/** The fields of octokit's errors that are read here. https://github.com/octokit/request-error.js */
interface Refused {
  status?: number;
  message?: string;
  request?: { url?: string };
  response?: { headers: Record<string, string | undefined>; data?: unknown };
}

/** An answer that is not JSON but a page, or is cut off: from a proxy, or from GitHub during an outage. */
export class PageError extends Error {
  /** HTTP status. Even a page with a success status means that the server has a problem. */
  readonly status: number;

  constructor(status: number, text: string) {
    super(describePage(status, text));
    this.status = status < 400 ? 502 : status;
  }
}

/** Describes a page. Its text is not shown: it is long, and not written for the reader of a job. */
function describePage(status: number, text: string): string {
  const title = /<title[^>]*>([^<]*)</i.exec(text)?.[1]?.replaceAll(/\s+/g, " ").trim();
  const isPage = /^\s*<(!doctype|html)/i.test(text);
  if (!isPage) return `GitHub answered with text that is not JSON (${status})`;
  return `GitHub answered with a page (${status}${title ? `, "${title.slice(0, 80)}"` : ""})`;
}

/**
 * Checks the data of an answer. Octokit returns JSON that it cannot read as text.
 * @throws PageError if the data of a successful answer is text
 */
export function checkAnswer<T extends { status: number; data?: unknown }>(answer: T): T {
  // 204 is an answer without a body.
  if (typeof answer.data === "string" && answer.status !== 204)
    throw new PageError(answer.status, answer.data);
  return answer;
}

/**
 * Returns the error with a readable text if GitHub, or a gateway before it, answered with a page, and if there was no
 * answer; otherwise the error itself.
 */
export function readableError(error: unknown): unknown {
  const { response, status = 0 } = error as Refused;
  if (response === undefined && error instanceof Error && NOTHING_SAID.test(error.message))
    error.message = innermost(error);
  const data = response?.data;
  return typeof data === "string" && /^\s*</.test(data) ? new PageError(status, data) : error;
}

/** The message of an octokit error if `fetch` keeps the reason deeper, in the cause of a cause. */
const NOTHING_SAID = /^(?:Request was cancelled\.|fetch failed)?$/;

/** Returns the text of the last cause that has a text. */
function innermost(error: Error): string {
  const inner = error.cause instanceof Error ? innermost(error.cause) : "";
  return inner === "" ? error.message : inner;
}

/**
 * Returns whether the same request may succeed a little later: after a 5xx or a rate limit. For a broken connection and
 * a request that takes too long, octokit uses the status 500.
 */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  return status >= 500 || isRateLimit(error);
}

/** Returns whether GitHub refused because of too many requests. Then it changed nothing. */
export function isRateLimit(error: unknown): boolean {
  const status = statusOf(error);
  if (status === 429) return true;
  const { message = "" } = error as Refused;
  return (
    (status === 403 &&
      (isSpent(error as Refused) ||
        headerOf(error, "retry-after") !== undefined ||
        /rate limit|abuse detection/i.test(message))) ||
    // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
    (status === 422 && /submitted too quickly/i.test(message))
  );
}

/** Milliseconds that GitHub asks clients to wait if a secondary limit names no time. */
const SECONDARY_LIMIT = 60_000;

const headerOf = (error: unknown, name: string): string | undefined =>
  (error as Refused).response?.headers[name];

/**
 * Returns the milliseconds that GitHub asks to wait after a rate limit, or during an outage; undefined if it does not
 * ask.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 * @param now by the clock of the runner
 */
export function requestedDelay(error: unknown, now: number): number | undefined {
  const end = endOfLimit(error, now);
  if (end !== undefined) return Math.max(0, end.getTime() - timeOf(error, now));
  if (statusOf(error) < 500) return undefined;
  const pause = readRetryAfter(headerOf(error, "retry-after"), timeOf(error, now)) ?? 0;
  return pause > 0 ? pause : undefined;
}

/**
 * Returns when a rate limit ends, by GitHub's clock; undefined for other errors. If an answer names no time, as the
 * answers of gateways, the wait is as long as for a secondary limit.
 * @param now by the clock of the runner
 */
export function endOfLimit(error: unknown, now: number): Date | undefined {
  if (!isRateLimit(error)) return undefined;
  const sent = timeOf(error, now);
  const { headers } = (error as Refused).response ?? {};
  const pause = readRetryAfter(headers?.["retry-after"], sent) ?? 0;
  if (pause > 0) return new Date(sent + pause);
  const reset = isSpent(error as Refused) ? Number(headers?.["x-ratelimit-reset"] ?? NaN) : NaN;
  if (!isMoment(reset * 1000)) return new Date(sent + SECONDARY_LIMIT);
  return new Date(Math.max(sent, reset * 1000));
}

/** Returns when GitHub sent its answer, by GitHub's clock: a runner's clock may be wrong by minutes. */
const timeOf = (error: unknown, now: number): number =>
  sentAt((error as Refused).response?.headers["date"], now);

/** Returns whether the token's requests of this hour are used up. */
const isSpent = ({ response }: Refused): boolean =>
  response?.headers["x-ratelimit-remaining"] === "0";

/** Returns the HTTP status of an octokit error; 0 if it is another error. */
export function statusOf(error: unknown): number {
  const { status } = (error ?? {}) as Refused;
  return typeof status === "number" ? status : 0;
}

/**
 * Returns whether somebody answered the request. For a broken connection, octokit sets the status 500 and no answer.
 */
export const isAnswered = (error: unknown): boolean =>
  ((error ?? {}) as Refused).response !== undefined;

/** Returns what was requested, and the headers of the answer if there is one. */
export function answerOf(error: unknown) {
  const { request, response } = (error ?? {}) as Refused;
  return { url: request?.url, headers: response?.headers ?? {} };
}

/** Returns the page of GitHub's documentation that an answer names; undefined if it names none. */
export function documentationOf(error: unknown): string | undefined {
  const data = ((error ?? {}) as Refused).response?.data as { documentation_url?: unknown } | null;
  const url = data?.documentation_url;
  return typeof url === "string" ? url : undefined;
}
