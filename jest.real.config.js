import base from "./jest.config.js";

// Suites against independent engines: npm run test:real. They run one after another, because they share two cores.
export default {
  ...base,
  roots: ["<rootDir>/test/real"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
  testTimeout: 900_000,
};
