import { doubling, retry, systemClock } from "../../../lib/retry.ts";
import type { Clock } from "../../../lib/retry.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { connectionError } from "../api/errors.ts";
import { quote, shorten } from "../diagnosis/text.ts";
import { checkAnswer } from "./check-answer.ts";
import type { UrlTest } from "./input.ts";
import { OtherHost, get } from "./request.ts";
import type { SmokeResult } from "./result.ts";
import { timeLimit } from "../../../lib/runtime/time-limit.ts";

/** Milliseconds for one request, including its redirects. */
const REQUEST_TIMEOUT = 10_000;
const LONGEST_PAUSE = 5_000;
const LONGEST_BODY = 200;

export interface Surroundings {
  redact: Redact;
  cancelled: AbortSignal;
  clock?: Clock;
}

/** The answer is not as expected; the next attempt may succeed. */
class Unexpected extends Error {
  readonly body: string | undefined;

  constructor(message: string, body?: string) {
    super(message);
    this.body = body;
  }
}

/**
 * Requests a URL until the answer is as expected or the time for the test is over: a load balancer or a name may need a
 * while until it serves the new pods.
 */
export async function tryUrl(
  test: UrlTest,
  url: URL,
  { redact, cancelled, clock = systemClock }: Surroundings,
): Promise<SmokeResult> {
  const { name, timeout } = test;
  let attempts = 0;
  try {
    await retry(
      async (attempt) => {
        attempts = attempt;
        await requestOnce(test, url, cancelled);
      },
      {
        attempts: Infinity,
        isTransient: () => true,
        delay: (attempt) => Math.min(doubling(1000)(attempt), LONGEST_PAUSE),
        deadline: clock.now() + timeout,
        signal: cancelled,
        clock,
      },
    );
    return { name, isPassed: true, result: "passed" };
  } catch (error) {
    const { message, body } = error as Unexpected;
    const times = attempts === 1 ? "once" : `${attempts} times in ${timeout / 1000} s`;
    return {
      name,
      isPassed: false,
      result: `${quote(message, redact)} (tried ${times})`,
      ...(body === undefined || body === ""
        ? {}
        : { body: shorten(quote(body, redact), LONGEST_BODY) }),
    };
  }
}

/** @throws Unexpected */
async function requestOnce(test: UrlTest, url: URL, cancelled: AbortSignal): Promise<void> {
  const signal = timeLimit(REQUEST_TIMEOUT, cancelled);
  // A test that expects a redirect checks the redirect itself.
  const follow = !test.statuses.some((status) => status >= 300 && status < 400);
  const answer = await get(url, follow, signal).catch((error: unknown) => {
    if (error instanceof OtherHost) throw new Unexpected(error.message);
    if (signal.aborted) throw new Unexpected(`no answer within ${REQUEST_TIMEOUT / 1000} s`);
    throw new Unexpected(describeConnection(error));
  });
  const problem = checkAnswer(test, answer);
  if (problem !== undefined) throw new Unexpected(problem, answer.body);
}

/** Describes a connection error. Node's error for a host with several addresses has a code, but no message. */
function describeConnection(error: unknown): string {
  const { message, code } = connectionError(error);
  return `no answer: ${message === "" ? code : message}`;
}
