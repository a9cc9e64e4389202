import { setTimeout as delay } from "node:timers/promises";
import { getOctokit } from "@actions/github";
import type { GitHubContext } from "./context.ts";

export type Octokit = ReturnType<typeof getOctokit>;

/** GitHub's API for one repository. */
export interface GitHubClient {
  octokit: Octokit;
  /** Owner and name, as the requests want them. */
  repository: { owner: string; repo: string };
}

export interface Pacing {
  /** Waits between two tries. */
  wait(milliseconds: number): Promise<unknown>;
  /** Milliseconds since the epoch, for limits that name a moment. */
  now(): number;
}

const TRIES = 4;
const FIRST_WAIT = 500;
/** A limit that lasts longer is not worth the runner's minutes: a comment is not the result. */
const LONGEST_WAIT = 60_000;

/**
 * A client with retries of our own. Requests that change nothing when repeated (GET, PATCH, DELETE) are tried again
 * after 5xx, 429, secondary limits and broken connections. A POST is never repeated here: its answer may be lost
 * after it was carried out, and only the caller knows how to find that out.
 */
export function createClient(
  token: string,
  context: Pick<GitHubContext, "apiUrl" | "repository">,
  pacing: Pacing = { wait: delay, now: Date.now },
): GitHubClient {
  const octokit = getOctokit(token, { baseUrl: context.apiUrl, log: silent });
  octokit.hook.wrap("request", async (request, options) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await request(options);
      } catch (error) {
        const wait = waitAfter(error, attempt, pacing.now());
        if (options.method === "POST" || attempt >= TRIES || wait === undefined) throw error;
        await pacing.wait(wait);
      }
    }
  });
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
 * Milliseconds to wait before a failed request may be tried again; undefined when it should not be.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function waitAfter(error: unknown, attempt: number, now: number): number | undefined {
  const { status = 0, message = "", response } = error as Refused;
  const headers = response?.headers ?? {};
  const backoff = FIRST_WAIT * 2 ** (attempt - 1);
  if (status >= 500) return backoff;
  const limited = /rate limit|abuse detection/i.test(message);
  const spent = headers["x-ratelimit-remaining"] === "0";
  if (status !== 429 && !(status === 403 && (limited || spent))) return undefined;
  const seconds = Number(headers["retry-after"]);
  const reset = Number(headers["x-ratelimit-reset"]) * 1000 - now;
  const asked = seconds > 0 ? seconds * 1000 : spent && reset > 0 ? reset : backoff;
  return asked <= LONGEST_WAIT ? asked : undefined;
}

/** HTTP status of an octokit error; 0 for anything else. */
export const statusOf = (error: unknown): number => (error as Refused).status ?? 0;
