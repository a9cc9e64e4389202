// Before @actions/github, which reads the event file and the proxy while it is loaded.
import "../runtime/event-file.ts";
import "../runtime/proxy-variables.ts";
import { getOctokit } from "@actions/github";
import { defaults } from "@actions/github/lib/utils";
import { doubling, retry, systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import { checkAnswer, isTransient, readableError, requestedDelay } from "./answer.ts";
import type { GitHubContext } from "./context.ts";
import { timeLimit } from "../runtime/time-limit.ts";

type Octokit = ReturnType<typeof getOctokit>;

/** GitHub's API for one repository. */
export interface GitHubClient {
  octokit: Octokit;
  /** For what is said of a refusal: whose it is. */
  token: string;
  /** Owner and name, as the requests want them. */
  repository: { owner: string; repo: string };
  /** For waits between several requests. */
  clock: Clock;
}

/** A request without an answer after so many milliseconds has failed. */
const REQUEST_TIMEOUT = 30_000;

/**
 * Milliseconds between two writes.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
const WRITE_INTERVAL = 1_000;

/** A limit that lasts longer is not worth the runner's minutes: a comment is not the result. */
export const LONGEST_DELAY = 60_000;

interface ClientLimits {
  clock?: Clock;
  /** Milliseconds for each request. */
  requestTimeout?: number;
  /** Aborted = the time for all requests and waits together is over. */
  signal?: AbortSignal | undefined;
}

/**
 * A client with retries of our own: @octokit/plugin-retry repeats a POST as well, which may make a second comment.
 * Requests that change nothing when repeated (GET, DELETE) are tried four times after 5xx, 429, secondary limits, pages
 * instead of JSON, and broken or silent connections; so are those of GraphQL. Another POST is never repeated here, nor a
 * PATCH: its answer may be lost after it was carried out, or somebody writes before the next attempt, and only the
 * caller knows how to find that out.
 */
export function createClient(
  token: string,
  context: Pick<GitHubContext, "apiUrl" | "repository">,
  limits: ClientLimits = {},
): GitHubClient {
  const { requestTimeout = REQUEST_TIMEOUT, signal } = limits;
  const clock = endingWith(signal, limits.clock ?? systemClock);
  const octokit = getOctokit(token, {
    baseUrl: context.apiUrl,
    log: silent,
    request: limitTime(requestTimeout, signal),
  });
  const waitForTurn = paceWrites(clock);
  octokit.hook.wrap("request", (request, options) => {
    const method = options.url.endsWith("/graphql") ? "GET" : options.method;
    return retry(
      async () => {
        await waitForTurn(method);
        try {
          return checkAnswer(await request(options));
        } catch (error) {
          throw readableError(error);
        }
      },
      {
        attempts: method === "POST" || method === "PATCH" ? 1 : 4,
        isTransient,
        delay: (attempt, error) => requestedDelay(error, clock.now()) ?? doubling(500)(attempt),
        longestDelay: LONGEST_DELAY,
        signal,
        clock,
      },
    );
  });
  const [owner = "", repo = ""] = context.repository.split("/");
  return { octokit, token, repository: { owner, repo }, clock };
}

/** A clock whose waits end with the signal, also those of callers. */
const endingWith = (signal: AbortSignal | undefined, clock: Clock): Clock => ({
  now: () => clock.now(),
  wait: (milliseconds, own) => clock.wait(milliseconds, own ?? signal),
});

/**
 * GitHub's own options for requests, which obey the proxy of the runner, and a limit for each attempt. A hook cannot
 * set it: hooks below it are given the first options, whatever the hook above hands on.
 */
function limitTime(milliseconds: number, signal?: AbortSignal) {
  const send = defaults.request?.fetch as typeof fetch;
  return {
    ...defaults.request,
    fetch: (url: string, init: RequestInit) =>
      send(url, {
        ...init,
        signal: timeLimit(milliseconds, ...(signal === undefined ? [] : [signal])),
      }),
  };
}

/** Lets a write begin only some time after the last one; reads do not wait. */
function paceWrites(clock: Clock): (method: string) => Promise<void> {
  let next = 0;
  return async (method) => {
    if (method === "GET") return;
    const delay = next - clock.now();
    next = Math.max(next, clock.now()) + WRITE_INTERVAL;
    if (delay > 0) await clock.wait(delay);
  };
}

/** Octokit's own log would print to the job's log without redaction. */
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
