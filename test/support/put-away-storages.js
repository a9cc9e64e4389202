import hooks from "node:async_hooks";

/**
 * Remembers every `AsyncLocalStorage` that is made from now on, and returns a function that disables them. Jest makes
 * one for each test file and leaves it enabled, and Node before 24 visits every enabled storage at each promise: the
 * later a worker ran a file, the slower that file was.
 * @param {Pick<typeof hooks, "AsyncLocalStorage">} [module] whose class is replaced
 * @returns {() => void}
 */
export function putAwayStorages(module = hooks) {
  const made = [];
  class AsyncLocalStorage extends module.AsyncLocalStorage {
    constructor(...options) {
      super(...options);
      made.push(this);
    }
  }
  // From Node 24 on the property is a getter.
  Object.defineProperty(module, "AsyncLocalStorage", { value: AsyncLocalStorage });
  return () => {
    for (const storage of made.splice(0)) storage.disable();
  };
}
