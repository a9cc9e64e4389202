import hooks from "node:async_hooks";

/**
 * Keeps the `AsyncLocalStorage`s that are made from now on, and gives a function that puts these away. Jest makes one for each
 * test file and leaves it in use, and Node before 24 visits every storage that is in use at each promise: the later a file has
 * its turn in a worker, the slower it was.
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
