/**
 * Returns a signal that is aborted after this many milliseconds, or when one of the others is aborted. It replaces
 * AbortSignal.any with AbortSignal.timeout: Node 20 may collect those as garbage too early, and then nothing ever ends.
 * The timer does not keep the process alive.
 */
export function timeLimit(milliseconds: number, ...others: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  const end = () =>
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  setTimeout(end, milliseconds).unref();
  return AbortSignal.any([controller.signal, ...others]);
}
