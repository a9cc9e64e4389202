import process from "node:process";

// One transform for everything: swc strips the types, tsc (npm run check) checks them.
const swc = {
  module: { type: "es6" },
  jsc: { parser: { syntax: "typescript" }, target: "es2023" },
};

// The AWS SDK's advice about Node versions, printed once by each worker. Node 20 stays supported.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test", "<rootDir>/docker"],
  testMatch: ["**/*.test.ts"],
  // Suites that need engines of other makers have their own command: npm run test:real
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/real/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", swc],
    "/node_modules/@actions/(workflow-parser|languageservice)/.+\\.js$":
      "<rootDir>/jest.json-imports.js",
  },
  transformIgnorePatterns: ["/node_modules/(?!@actions/(workflow-parser|languageservice)/)"],
  // One more than jest would take: the bundle tests mostly wait for processes they started.
  maxWorkers: "100%",
  testTimeout: 60_000,
};
