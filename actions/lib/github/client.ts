import { getOctokit } from "@actions/github";
import { doubling, retry, systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import type { GitHubContext } from "./context.ts";

type Octokit = ReturnType<typeof getOctokit>;

/** GitHub's API for one repository. */
export interface GitHubClient {
  octokit: Octokit;
  /** Owner and name, as the requests want them. */
  repository: { owner: string; repo: string };
}

/**
 * A client with retries of our own: @octokit/plugin-retry repeats a POST as well, which may make a second comment.
 * Requests that change nothing when repeated (GET, PATCH, DELETE) are tried four times after 5xx, 429, secondary
 * limits and broken connections. A POST is never repeated here: its answer may be lost after it was carried out, and
 * only the caller knows how to find that out.
 */
export function createClient(
  token: string,
  context: Pick<GitHubContext, "apiUrl" | "repository">,
  clock: Clock = systemClock,
): GitHubClient {
  const octokit = getOctokit(token, { baseUrl: context.apiUrl, log: silent });
  octokit.hook.wrap("request", (request, options) =>
    retry(async () => await request(options), {
      attempts: options.method === "POST" ? 1 : 4,
      isTransient,
      delay: (attempt, error) => requestedDelay(error, clock.now()) ?? doubling(500)(attempt),
      // A limit that lasts longer is not worth the runner's minutes: a comment is not the result.
      longestDelay: 60_000,
      clock,
    }),
  );
  const [owner = "", repo = ""] = context.repository.split("/");
  return { octokit, repository: { owner, repo } };
}

/** Octokit's own log would print to the job's log without redaction. */
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

interface Refused {
  status?: number;
  message?: string;
  response?: { headers: Record<string, string | undefined> };
}

/**
 * Whether GitHub may answer the same request well a little later: a 5xx or a rate limit. Octokit gives a broken
 * connection the status 500.
 */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  return status >= 500 || status === 429 || (status === 403 && isRateLimit(error as Refused));
}

/**
 * Milliseconds that GitHub asks to wait after a rate limit; undefined when it names no time.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function requestedDelay(error: unknown, now: number): number | undefined {
  const { status = 0, response } = error as Refused;
  if (status >= 500) return undefined;
  const seconds = Number(response?.headers["retry-after"]);
  if (seconds > 0) return seconds * 1000;
  const reset = Number(response?.headers["x-ratelimit-reset"]) * 1000 - now;
  return isSpent(error as Refused) && reset > 0 ? reset : undefined;
}

const isRateLimit = (error: Refused): boolean =>
  isSpent(error) || /rate limit|abuse detection/i.test(error.message ?? "");

/** The token's requests of this hour are used up. */
const isSpent = ({ response }: Refused): boolean =>
  response?.headers["x-ratelimit-remaining"] === "0";

/** HTTP status of an octokit error; 0 for anything else. */
export const statusOf = (error: unknown): number => (error as Refused).status ?? 0;
