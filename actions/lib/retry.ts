import { setTimeout } from "node:timers/promises";

/** Where time comes from; tests inject one that does not pass. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Ends after so many milliseconds, or at once when the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<unknown>;
}

export interface RetryOptions {
  /** Most attempts, the first included. `Infinity` for work that only its signal ends. */
  attempts: number;
  /** Milliseconds to wait after a failed attempt; `attempt` counts from 1. */
  delay: (attempt: number, error: unknown) => number;
  /** Whether another attempt may succeed. Every other error is thrown at once. */
  isTransient: (error: unknown) => boolean;
  /** A delay longer than this is not waited for: the error is thrown. In milliseconds. */
  longestDelay?: number | undefined;
  /** Changes a delay a little, so that many jobs that failed together do not come back together. */
  jitter?: ((milliseconds: number) => number) | undefined;
  /** No attempt begins after this time, in milliseconds since the epoch. */
  deadline?: number | undefined;
  /** Aborted = no further attempt, and a wait ends. */
  signal?: AbortSignal | undefined;
  /** Called before each wait. */
  onRetry?: ((error: unknown, attempt: number) => void) | undefined;
  clock?: Clock;
}

export const systemClock: Clock = {
  now: Date.now,
  // An abort is not an error of the wait: `retry` looks at the signal itself.
  wait: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, { signal }).catch(() => undefined),
};

/** The delay doubles after each attempt: `first`, 2 x `first`, 4 x `first` ... milliseconds. */
export const doubling =
  (first: number) =>
  (attempt: number): number =>
    first * 2 ** (attempt - 1);

/** Spreads delays evenly between 75 % and 125 %; `random` gives numbers from 0 to 1. */
export const spread =
  (random: () => number = Math.random) =>
  (milliseconds: number): number =>
    milliseconds * (0.75 + random() / 2);

/**
 * Does the work until it succeeds. This is the only retry in the actions: what differs is in the options.
 * @throws what the last attempt threw, unchanged: an error that is not transient, or the one after which the attempts,
 * the deadline or the signal ended the retry
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

/** Milliseconds until the next attempt; undefined when there is none. */
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

/** Read anew after the wait, in which it may have changed. */
const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;
