import { doubling, retry } from "../retry.ts";
import { isTransient, requestedDelay } from "./answer.ts";
import { LONGEST_DELAY } from "./client.ts";
import type { GitHubClient } from "./client.ts";

const ATTEMPTS = 4;

/** A write with an unknown result, or that GitHub asked to repeat. */
class WriteInterrupted extends Error {}

/** Sends a write. If its result is unknown, throws `WriteInterrupted`, for `repeatInterrupted`. */
export async function interruptible<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw isTransient(error) ? new WriteInterrupted("", { cause: error }) : error;
  }
}

/**
 * Does the work again if a write in it was interrupted. The work reads everything again: the write may have been
 * carried out, and others may have written since.
 * @throws the octokit error if GitHub refuses
 */
export async function repeatInterrupted<T>(
  client: GitHubClient,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await retry(work, {
      attempts: ATTEMPTS,
      isTransient: (error) => error instanceof WriteInterrupted,
      delay: (attempt, error) =>
        requestedDelay((error as WriteInterrupted).cause, client.clock.now()) ??
        doubling(500)(attempt),
      longestDelay: LONGEST_DELAY,
      clock: client.clock,
    });
  } catch (error) {
    throw error instanceof WriteInterrupted ? error.cause : error;
  }
}
