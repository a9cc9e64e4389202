/**
 * Milliseconds for GitHub after a cancel. The main step exits after seven seconds, and its post step publishes again.
 */
const AFTER_CANCEL = 4000;
/** Milliseconds for all requests to GitHub in a post step. The step has minutes, but they are for the state. */
const IN_POST = 20_000;

/** Returns a signal that is aborted some time after the cancel of the job, and never without a cancel. */
export function limitAfterCancel(
  cancelled: AbortSignal,
  milliseconds: number = AFTER_CANCEL,
): AbortSignal {
  const controller = new AbortController();
  const begin = () =>
    void setTimeout(
      () => controller.abort(new Error("GitHub did not answer in time after the cancel")),
      milliseconds,
    );
  if (cancelled.aborted) begin();
  else cancelled.addEventListener("abort", begin, { once: true });
  return controller.signal;
}

export const limitInPost = (): AbortSignal => AbortSignal.timeout(IN_POST);
