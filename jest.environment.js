import vm from "node:vm";
import { TestEnvironment } from "jest-environment-node";
import { compileOnce } from "./test/support/compile-once.js";
import { putAwayStorages } from "./test/support/put-away-storages.js";

// Jest loads its environment before everything else in a worker, and reads these two from their modules at each use.
vm.compileFunction = compileOnce();
const putAway = putAwayStorages();

export default class extends TestEnvironment {
  async teardown() {
    await super.teardown();
    putAway();
  }
}
