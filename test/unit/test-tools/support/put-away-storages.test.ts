import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "@jest/globals";
// @ts-expect-error: jest loads its environment without a transform, so this is JavaScript.
import { putAwayStorages } from "../../../support/put-away-storages.js";

interface Hooks {
  AsyncLocalStorage: typeof AsyncLocalStorage<string>;
}
const watch = putAwayStorages as (module: Hooks) => () => void;

test("storages made since are put away, and can be used again; earlier storages stay in use", () => {
  const before = new AsyncLocalStorage<string>();
  const hooks: Hooks = {
    get AsyncLocalStorage() {
      return AsyncLocalStorage<string>;
    },
  };
  const putAway = watch(hooks);
  const since = new hooks.AsyncLocalStorage();
  before.enterWith("before");
  since.enterWith("since");
  putAway();
  expect(before.getStore()).toBe("before");
  expect(since.getStore()).toBeUndefined();
  expect(since.run("again", () => since.getStore())).toBe("again");
  expect(since).toBeInstanceOf(AsyncLocalStorage);
});
