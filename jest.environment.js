import vm from "node:vm";
import { TestEnvironment } from "jest-environment-node";
import { compileOnce } from "./test/support/compile-once.js";

// Jest loads its environment before everything else of a worker, and takes the function from the module at each call.
vm.compileFunction = compileOnce();

export default TestEnvironment;
