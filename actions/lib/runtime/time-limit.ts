/**
 * A signal that is aborted after so many milliseconds, or when one of the others is. As AbortSignal.any with
 * AbortSignal.timeout, which Node 20 may collect as garbage before its time, so that nothing ever ends.
 * The timer does not keep the process alive.
 */
export function timeLimit(milliseconds: number, ...others: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  const end = () =>
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  setTimeout(end, milliseconds).unref();
  return AbortSignal.any([controller.signal, ...others]);
}
