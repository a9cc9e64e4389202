import { readFileSync, rmSync } from "node:fs";
import process from "node:process";
import { openCompileCache } from "./jest.compile-cache.js";

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
 * Test files with minutes of whole rehearsals, of uses beside those of the other bundle tests. `.ci/run` sets the variable; a
 * file that is named on the command line runs without it.
 */
const rareUses = JSON.parse(
  readFileSync(`${import.meta.dirname}/test/bundle/rare-uses.json`, "utf8"),
).map((file) => `<rootDir>/${file}`);
const isNamed = process.argv.some((argument) => argument.includes("rehearsal"));
const runsAll = process.env["EKS_PIPELINE_RARE_USES"] === "1" || isNamed;

export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test", "<rootDir>/docker"],
  testMatch: ["**/*.test.ts"],
  // Suites that need engines of other makers have their own command: npm run test:real
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/real/", ...(runsAll ? [] : rareUses)],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", swc],
    "/node_modules/@actions/(workflow-parser|languageservice)/.+\\.js$":
      "<rootDir>/jest.json-imports.js",
  },
  transformIgnorePatterns: ["/node_modules/(?!@actions/(workflow-parser|languageservice)/)"],
  // One more than jest would take: the bundle tests mostly wait for processes they started.
  maxWorkers: "100%",
  // Modules of test files stay in memory, and a heap of gigabytes takes long to clean.
  workerIdleMemoryLimit: "700MB",
  testTimeout: 60_000,
};
