// This import comes before @actions/github, which reads the event file and the proxy while it is loaded.
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
  /** Messages about a refusal use it to say whose token it is. */
  token: string;
  /** Owner and name, in the form that requests need. */
  repository: { owner: string; repo: string };
  /** For waits between several requests. */
  clock: Clock;
}

/** Milliseconds after which a request without an answer has failed. */
const REQUEST_TIMEOUT = 30_000;

/**
 * Milliseconds between two writes.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
const WRITE_INTERVAL = 1_000;

/**
 * The longest wait for a rate limit, in milliseconds. A longer wait is not worth the runner's minutes: the comment is
 * not the result of the job.
 */
export const LONGEST_DELAY = 60_000;

interface ClientLimits {
  clock?: Clock;
  /** Time limit of each request, in milliseconds. */
  requestTimeout?: number;
  /** Aborted when the time for all requests and waits together is over. */
  signal?: AbortSignal | undefined;
}

/**
 * Creates a client with retries of our own: @octokit/plugin-retry also repeats a POST, which may create a second
 * comment. Requests that change nothing when repeated (GET, DELETE) are tried four times after 5xx, 429, secondary
 * limits, pages instead of JSON, and broken or silent connections. GraphQL requests are tried again in the same way.
 * Any other POST and any PATCH is never repeated here: GitHub may have carried it out although its answer was lost, or
 * somebody may write before the next attempt. Only the caller can find that out.
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

/** Returns a clock whose waits end with the signal, including the waits of callers. */
const endingWith = (signal: AbortSignal | undefined, clock: Clock): Clock => ({
  now: () => clock.now(),
  wait: (milliseconds, own) => clock.wait(milliseconds, own ?? signal),
});

/**
 * Returns GitHub's own options for requests, which obey the proxy of the runner, with a limit for each attempt. A hook
 * cannot set the limit: hooks below it get the first options, whatever the hook above passes on.
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

/** Returns a function that lets a write begin only some time after the last write. Reads do not wait. */
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
