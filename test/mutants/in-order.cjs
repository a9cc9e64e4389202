// Runs test files in the order in which they are given: jest's own order is for all of them, not for the first failure.
const Sequencer = require("@jest/test-sequencer").default;

module.exports = class InOrder extends Sequencer {
  sort(tests) {
    const order = JSON.parse(process.env.MUTANT_TESTS);
    return [...tests].sort((a, b) => order.indexOf(a.path) - order.indexOf(b.path));
  }
};
