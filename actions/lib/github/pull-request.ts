import { HttpClient, HttpClientError } from "@actions/http-client";
import { BearerCredentialHandler } from "@actions/http-client/lib/auth";
import { doubling, retry } from "../retry.ts";
import type { GitHubContext } from "./context.ts";
import type { PullRequestPayload } from "./event.ts";

/** Milliseconds after which a request without its complete answer has failed. */
const REQUEST_TIMEOUT = 30_000;

/**
 * Reads a pull request. Every action does this before anything else, so it works without octokit, which otherwise only
 * one action has in its bundle.
 * @param cancelled ends the request and the wait for another attempt
 * @throws Error if GitHub does not answer, or not with a pull request; the reason of a cancel
 */
export async function readPullRequest(
  token: string,
  { apiUrl, repository }: Pick<GitHubContext, "apiUrl" | "repository">,
  number: number,
  cancelled: AbortSignal,
): Promise<PullRequestPayload> {
  const http = new HttpClient("eks-pipeline", [new BearerCredentialHandler(token)]);
  const url = `${apiUrl}/repos/${repository}/pulls/${number}`;
  const read = async (): Promise<PullRequestPayload> => {
    const { result, statusCode } = await Promise.race([
      http.getJson<Partial<PullRequestPayload> | null>(url),
      limitTime(cancelled),
    ]);
    // A page of a proxy, or JSON that was cut off, has no fields. Every pull request has a head, even if its fork was
    // deleted.
    if (result?.head) return result as PullRequestPayload;
    const why = `the answer ${statusCode} holds no pull request`;
    throw statusCode === 404 ? new HttpClientError(why, statusCode) : new Error(why);
  };
  return retry(read, {
    attempts: 3,
    delay: doubling(500),
    // Without a status there was no answer.
    isTransient: (error) =>
      !(error instanceof HttpClientError) || error.statusCode === 429 || error.statusCode >= 500,
    signal: cancelled,
  }).catch((error: unknown) => {
    cancelled.throwIfAborted();
    throw error;
  });
}

/** Limits the time of a request. The client has no limit for a body that does not arrive. */
const limitTime = (cancelled: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (why: string) => () => reject(new Error(why));
    setTimeout(stop(`no answer within ${REQUEST_TIMEOUT / 1000} s`), REQUEST_TIMEOUT).unref();
    cancelled.addEventListener("abort", stop("the job was cancelled"), { once: true });
  });
