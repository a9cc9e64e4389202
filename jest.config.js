import { readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import process from "node:process";
import { openCompileCache } from "./test/support/compile-cache.js";
import { runsRareUses } from "./test/support/rare-uses.js";

// One transform for all files: swc strips the types. tsc (npm run check) checks them.
const swc = {
  module: { type: "es6" },
  jsc: { parser: { syntax: "typescript" }, target: "es2023" },
};

// Silences the AWS SDK's advice about Node versions, which each worker would print once. Node 20 stays supported.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

// Node 22 and later keep the compiled code of a bundle here. The next start of the bundle then takes two thirds of the
// CPU.
if (process.env["NODE_COMPILE_CACHE"] === undefined) {
  const compiled = openCompileCache();
  process.env["NODE_COMPILE_CACHE"] = compiled;
  process.on("exit", () => rmSync(compiled, { recursive: true, force: true }));
}

/**
 * Test files of rarely used features, in addition to the other bundle tests. They take minutes, so they run only if
 * `EKS_PIPELINE_RARE_USES` says so, which `.ci/run` sets, or if the command line names them.
 */
const rareUses = JSON.parse(readFileSync(`${import.meta.dirname}/test/rare-uses.json`, "utf8"));
const isNamed = (file) =>
  process.argv.some(
    (argument) =>
      argument.includes("rehearsal") ||
      path.basename(argument).startsWith(path.basename(file, ".test.ts")),
  );
const leftOut = rareUses
  .filter((file) => !runsRareUses(path.join(import.meta.dirname, file)) && !isNamed(file))
  .map((file) => `<rootDir>/${file}`);

export default {
  testEnvironment: "<rootDir>/jest.environment.js",
  roots: ["<rootDir>/test", "<rootDir>/docker"],
  testMatch: ["**/*.test.ts"],
  // Suites that need independent engines have their own command: npm run test:real
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/real/", ...leftOut],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", swc],
    "/node_modules/@actions/(workflow-parser|languageservice)/.+\\.js$":
      "<rootDir>/jest.json-imports.js",
  },
  transformIgnorePatterns: ["/node_modules/(?!@actions/(workflow-parser|languageservice)/)"],
  // One more than the number of cores: many tests wait for a process or for time to pass.
  maxWorkers: availableParallelism() + 1,
  // Node never frees the ES modules of a test file (https://github.com/nodejs/node/issues/59118), and collecting
  // garbage in a
  // heap that is full of them costs more than a new worker: twelve files took 1.6 times the CPU in workers above 700
  // MB.
  workerIdleMemoryLimit: "350MB",
  // Long, because a test may start a dozen programs on a busy machine. The timeout only has to end tests that hang.
  testTimeout: 180_000,
};
