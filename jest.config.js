// One transform for everything: swc strips the types, tsc (npm run check) judges them.
const swc = {
  module: { type: "es6" },
  jsc: { parser: { syntax: "typescript" }, target: "es2023" },
};

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
  testTimeout: 60_000,
};
