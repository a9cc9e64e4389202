import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { HttpClient } from "@actions/http-client";
import { retry, systemClock } from "../../../lib/retry.ts";
import type { Clock } from "../../../lib/retry.ts";
import { PROXY_LOGIN, PROXY_LOGIN_FIX } from "../../../lib/no-answer.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";

const STALL_MS = 60_000;

/** What cancels a download: a cancelled job waits neither for the rest of a download nor for another attempt. */
interface Cancellable extends Pick<Job, "cancelled"> {
  /** Provides the waits between attempts. */
  clock?: Clock;
}

/** An answer that another attempt will not change. */
class Refused extends Error {}

/**
 * Fetches a text such as a list of checksums.
 * @throws ActionError `download-failed`, `cancelled`
 */
export const fetchText = (url: string, job: Cancellable): Promise<string> =>
  withRetry(url, job, async () => (await open(url)).readBody());

/**
 * Downloads a file and returns its sha256 in lower-case hex. The proxy variables of the job are honoured.
 * @throws ActionError `download-failed`, `cancelled`
 */
export const downloadFile = (url: string, file: string, job: Cancellable): Promise<string> =>
  withRetry(url, job, async () => {
    const { message } = await open(url);
    const hash = createHash("sha256");
    message.on("data", (chunk: Buffer) => hash.update(chunk));
    const { cancelled: signal } = job;
    await pipeline(message, createWriteStream(file, { mode: 0o600 }), { signal });
    return hash.digest("hex");
  });

async function open(url: string) {
  const client = new HttpClient("eks-pipeline", [], { socketTimeout: STALL_MS });
  const response = await client.get(url);
  const status = response.message.statusCode ?? 0;
  if (status === 200) return response;
  response.message.resume();
  const text = `the answer was ${status}`;
  throw status >= 500 || status === 429 || status === 408 ? new Error(text) : new Refused(text);
}

/**
 * Tries the work three times, with waits of 1 and 2 seconds. The download of @actions/tool-cache is not used: it waits
 * 10 to 20 seconds, and tries a host without an address again.
 */
async function withRetry<T>(
  url: string,
  { cancelled, clock = systemClock }: Cancellable,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await retry(work, {
      attempts: 3,
      delay: (attempt) => attempt * 1000,
      isTransient: (error) => !(error instanceof Refused) && !isUnreachable(error),
      signal: cancelled,
      clock,
    });
  } catch (error) {
    cancelled.throwIfAborted();
    throw failed(url, error);
  }
}

const isUnreachable = (error: unknown): boolean =>
  ["ENOTFOUND", "ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH"].includes(
    String((error as { code?: unknown }).code),
  );

function failed(url: string, error: unknown): Error {
  return new ActionError({
    reason: "download-failed",
    message: `${url} could not be downloaded: ${messageOf(error) || String((error as { code?: unknown }).code)}`,
    fix: PROXY_LOGIN.test(messageOf(error))
      ? PROXY_LOGIN_FIX
      : "let the runner reach this address, give mirror-url, or install the tool in the runner's image (it is taken from PATH when its version fits)",
    cause: error,
  });
}
