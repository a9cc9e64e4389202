import { HttpClient, HttpClientError } from "@actions/http-client";
import { BearerCredentialHandler } from "@actions/http-client/lib/auth";
import { doubling, retry } from "../retry.ts";
import type { GitHubContext } from "./context.ts";
import type { PullRequestPayload } from "./event.ts";

/** Milliseconds until a request without its whole answer has failed. */
const REQUEST_TIMEOUT = 30_000;

/**
 * Reads a pull request. Every action does it before anything else, so it works without octokit, which only one of them
 * has in its bundle otherwise.
 * @throws Error when GitHub does not answer, or not with a pull request
 */
export async function readPullRequest(
  token: string,
  { apiUrl, repository }: Pick<GitHubContext, "apiUrl" | "repository">,
  number: number,
): Promise<PullRequestPayload> {
  const http = new HttpClient("eks-pipeline", [new BearerCredentialHandler(token)]);
  const url = `${apiUrl}/repos/${repository}/pulls/${number}`;
  const read = () => Promise.race([http.getJson<PullRequestPayload>(url), timeLimit()]);
  const { result, statusCode } = await retry(read, {
    attempts: 3,
    delay: doubling(500),
    // Without a status there was no answer.
    isTransient: (error) => !(error instanceof HttpClientError) || error.statusCode >= 500,
  });
  if (result === null) throw new Error(`the answer ${statusCode} holds no pull request`);
  return result;
}

/** The client has no limit for a body that stays away. */
const timeLimit = (): Promise<never> =>
  new Promise((_, reject) => {
    const error = new Error(`no answer within ${REQUEST_TIMEOUT / 1000} s`);
    setTimeout(() => reject(error), REQUEST_TIMEOUT).unref();
  });
