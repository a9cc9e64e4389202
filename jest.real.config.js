import base from "./jest.config.js";

// Suites against engines that others made: npm run test:real. One after another, because they share two cores.
export default {
  ...base,
  roots: ["<rootDir>/test/real"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
  testTimeout: 900_000,
};
