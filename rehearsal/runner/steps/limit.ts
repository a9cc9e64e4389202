import type { Frame } from "../jobs/state.ts";

/** How long a step may run. */
export interface Limit {
  signal: AbortSignal;
  timedOut: boolean;
  release(): void;
}

/**
 * Makes the signal of one step. It aborts when the step's time is over, or when the frame is cancelled and the step's
 * own condition is no longer true. An `always()` step therefore continues.
 */
export function limitOf(minutes: number, frame: Frame, conditionHolds: () => boolean): Limit {
  const controller = new AbortController();
  const limit: Limit = { signal: controller.signal, timedOut: false, release: () => undefined };
  const onAbort = (): void => {
    if (!conditionHolds()) controller.abort();
  };
  const onTime = (): void => {
    limit.timedOut = true;
    controller.abort();
  };
  const timer = minutes > 0 ? setTimeout(onTime, minutes * frame.job.timing.minute) : undefined;
  frame.signal.addEventListener("abort", onAbort);
  // The frame was cancelled after the step's condition was evaluated.
  if (frame.signal.aborted) onAbort();
  limit.release = () => {
    clearTimeout(timer);
    frame.signal.removeEventListener("abort", onAbort);
  };
  return limit;
}
