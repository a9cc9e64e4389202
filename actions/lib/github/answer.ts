import { isMoment, readRetryAfter, sentAt } from "../retry-after.ts";

/** The fields of octokit's errors that are read here. https://github.com/octokit/request-error.js */
interface Refused {
  status?: number;
  message?: string;
  request?: { url?: string };
  response?: { headers: Record<string, string | undefined>; data?: unknown };
}

/** An answer that is a page, or cut off, instead of JSON: of a proxy, or of GitHub in trouble. */
export class PageError extends Error {
  /** HTTP status. A page under a good status is trouble of the server all the same. */
  readonly status: number;

  constructor(status: number, text: string) {
    super(describePage(status, text));
    this.status = status < 400 ? 502 : status;
  }
}

/** The page itself is not shown: it is long, and not written for the reader of a job. */
function describePage(status: number, text: string): string {
  const title = /<title[^>]*>([^<]*)</i.exec(text)?.[1]?.replaceAll(/\s+/g, " ").trim();
  const isPage = /^\s*<(!doctype|html)/i.test(text);
  if (!isPage) return `GitHub answered with text that is not JSON (${status})`;
  return `GitHub answered with a page (${status}${title ? `, "${title.slice(0, 80)}"` : ""})`;
}

/** @throws PageError when the data of a good answer is text: octokit gives JSON that it cannot read as text */
export function checkAnswer<T extends { status: number; data?: unknown }>(answer: T): T {
  // 204 is an answer without a body.
  if (typeof answer.data === "string" && answer.status !== 204)
    throw new PageError(answer.status, answer.data);
  return answer;
}

/**
 * The error with a readable text when GitHub, or a gateway before it, answered with a page, and when there was no answer;
 * else the error itself.
 */
export function readableError(error: unknown): unknown {
  const { response, status = 0 } = error as Refused;
  if (response === undefined && error instanceof Error && NOTHING_SAID.test(error.message))
    error.message = innermost(error);
  const data = response?.data;
  return typeof data === "string" && /^\s*</.test(data) ? new PageError(status, data) : error;
}

/** What octokit is left with when `fetch` keeps the reason in the cause of a cause. */
const NOTHING_SAID = /^(?:Request was cancelled\.|fetch failed)?$/;

/** The text of the last cause that has one. */
function innermost(error: Error): string {
  const inner = error.cause instanceof Error ? innermost(error.cause) : "";
  return inner === "" ? error.message : inner;
}

/**
 * Whether GitHub may answer the same request well a little later: a 5xx or a rate limit. Octokit gives a broken
 * connection and a request that takes too long the status 500.
 */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  return status >= 500 || isRateLimit(error);
}

/** Whether GitHub refused because of too many requests, so that nothing was done. */
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

/** What GitHub asks for when a secondary limit names no time. In milliseconds. */
const SECONDARY_LIMIT = 60_000;

const headerOf = (error: unknown, name: string): string | undefined =>
  (error as Refused).response?.headers[name];

/**
 * Milliseconds that GitHub asks to wait after a rate limit, or while it is in trouble; undefined when it does not.
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
 * When a rate limit ends, by GitHub's clock; undefined for other errors. An answer without a time, as gateways give it, asks
 * for as long a wait as a secondary limit.
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

/** When GitHub sent its answer, by its own clock: a runner's may be wrong by minutes. */
const timeOf = (error: unknown, now: number): number =>
  sentAt((error as Refused).response?.headers["date"], now);

/** The token's requests of this hour are used up. */
const isSpent = ({ response }: Refused): boolean =>
  response?.headers["x-ratelimit-remaining"] === "0";

/** HTTP status of an octokit error; 0 when it is something else. */
export function statusOf(error: unknown): number {
  const { status } = (error ?? {}) as Refused;
  return typeof status === "number" ? status : 0;
}

/** Whether somebody answered the request. Octokit gives a connection that broke the status 500, and no answer. */
export const isAnswered = (error: unknown): boolean =>
  ((error ?? {}) as Refused).response !== undefined;

/** What was asked, and the headers of the answer as far as there is one. */
export function answerOf(error: unknown) {
  const { request, response } = (error ?? {}) as Refused;
  return { url: request?.url, headers: response?.headers ?? {} };
}

/** The page of GitHub's documentation that an answer names; undefined when it names none. */
export function documentationOf(error: unknown): string | undefined {
  const data = ((error ?? {}) as Refused).response?.data as { documentation_url?: unknown } | null;
  const url = data?.documentation_url;
  return typeof url === "string" ? url : undefined;
}
