/** Milliseconds for GitHub after a cancel: the main step leaves after seven seconds, and its post step publishes again. */
const AFTER_CANCEL = 4000;
/** Milliseconds for all that a post step wants of GitHub: it has minutes, and they are for the state. */
const IN_POST = 20_000;

/** Aborted some time after the cancel of the job, and never without one. */
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
