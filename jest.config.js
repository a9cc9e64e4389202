import { readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import process from "node:process";
import { openCompileCache } from "./test/support/compile-cache.js";

// One transform for everything: swc strips the types, tsc (npm run check) checks them.
const swc = {
  module: { type: "es6" },
  jsc: { parser: { syntax: "typescript" }, target: "es2023" },
};

// The AWS SDK's advice about Node versions, printed once by each worker. Node 20 stays supported.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

// What Node 22 and later have compiled of a bundle is kept for its next start, which takes two thirds of the CPU then.
if (process.env["NODE_COMPILE_CACHE"] === undefined) {
  const compiled = openCompileCache();
  process.env["NODE_COMPILE_CACHE"] = compiled;
  process.on("exit", () => rmSync(compiled, { recursive: true, force: true }));
}

/**
 * Test files of uses beside those of the other bundle tests, which take minutes. `.ci/run` sets the variable; a file that is
 * named on the command line runs without it.
 */
const rareUses = JSON.parse(readFileSync(`${import.meta.dirname}/test/rare-uses.json`, "utf8"));
const isNamed = (file) =>
  process.argv.some(
    (argument) =>
      argument.includes("rehearsal") ||
      path.basename(argument).startsWith(path.basename(file, ".test.ts")),
  );
const runsAll = process.env["EKS_PIPELINE_RARE_USES"] === "1";
const leftOut = runsAll
  ? []
  : rareUses.filter((file) => !isNamed(file)).map((file) => `<rootDir>/${file}`);

export default {
  globalSetup: "<rootDir>/jest.global-setup.js",
  testEnvironment: "<rootDir>/jest.environment.js",
  roots: ["<rootDir>/test", "<rootDir>/docker"],
  testMatch: ["**/*.test.ts"],
  // Suites that need engines of other makers have their own command: npm run test:real
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/real/", ...leftOut],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", swc],
    "/node_modules/@actions/(workflow-parser|languageservice)/.+\\.js$":
      "<rootDir>/jest.json-imports.js",
  },
  transformIgnorePatterns: ["/node_modules/(?!@actions/(workflow-parser|languageservice)/)"],
  // One more than there are cores: many tests wait for a while, for a process they started or a time that has to pass.
  maxWorkers: availableParallelism() + 1,
  // Node never lets go of the ES modules of a test file (https://github.com/nodejs/node/issues/59118), and cleaning a heap
  // that is full of them costs more than a new worker: twelve files took 1.6 times the CPU in workers above 700 MB.
  workerIdleMemoryLimit: "350MB",
  // A test may start a dozen programs, and other work may want the same cores: this only ends what hangs.
  testTimeout: 180_000,
};
