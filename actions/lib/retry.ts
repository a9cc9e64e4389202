import { setTimeout } from "node:timers/promises";

/** The source of time. Tests inject a clock that does not pass. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Ends after this many milliseconds, or at once if the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<unknown>;
}

export interface RetryOptions {
  /** The most attempts, including the first. `Infinity` for work that only its signal ends. */
  attempts: number;
  /** Milliseconds to wait after a failed attempt; `attempt` counts from 1. */
  delay: (attempt: number, error: unknown) => number;
  /** Returns whether another attempt may succeed. Every other error is thrown at once. */
  isTransient: (error: unknown) => boolean;
  /** If a delay is longer than this, `retry` does not wait but throws the error. In milliseconds. */
  longestDelay?: number | undefined;
  /** Changes a delay a little, so that many jobs that failed together do not retry at the same moment. */
  jitter?: ((milliseconds: number) => number) | undefined;
  /** No attempt begins after this time, in milliseconds since the epoch. */
  deadline?: number | undefined;
  /** If it is aborted, there is no further attempt, and a wait ends. */
  signal?: AbortSignal | undefined;
  /** Called before each wait. */
  onRetry?: ((error: unknown, attempt: number) => void) | undefined;
  clock?: Clock;
}

export const systemClock: Clock = {
  now: Date.now,
  // An abort is not an error of the wait: `retry` checks the signal itself.
  wait: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, { signal }).catch(() => undefined),
};

/** Doubles the delay after each attempt: `first`, 2 x `first`, 4 x `first` ... milliseconds. */
export const doubling =
  (first: number) =>
  (attempt: number): number =>
    first * 2 ** (attempt - 1);

/** Spreads delays evenly between 75 % and 125 %. `random` returns numbers from 0 to 1. */
export const spread =
  (random: () => number = Math.random) =>
  (milliseconds: number): number =>
    milliseconds * (0.75 + random() / 2);

/**
 * Does the work until it succeeds. This is the only retry in the actions: the options contain what differs.
 * @throws what the last attempt threw, unchanged: an error that is not transient, or the one after which the attempts,
 *   the deadline or the signal ended the retry
 */
export async function retry<T>(
  work: (attempt: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { signal, onRetry, clock = systemClock } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      const delay = delayAfter(error, attempt, options, clock);
      if (delay === undefined || signal?.aborted === true) throw error;
      onRetry?.(error, attempt);
      if (delay > 0) await clock.wait(delay, signal);
      if (isAborted(signal)) throw error;
    }
  }
}

/** Returns the milliseconds until the next attempt; undefined if there is none. */
function delayAfter(
  error: unknown,
  attempt: number,
  options: RetryOptions,
  clock: Clock,
): number | undefined {
  const { attempts, isTransient, longestDelay = Infinity, deadline = Infinity } = options;
  if (attempt >= attempts || !isTransient(error)) return undefined;
  const delay = options.delay(attempt, error);
  if (delay > longestDelay || clock.now() + delay > deadline) return undefined;
  return options.jitter?.(delay) ?? delay;
}

/** Returns whether the signal is aborted now. It is read again after the wait, because it may have changed. */
const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;
