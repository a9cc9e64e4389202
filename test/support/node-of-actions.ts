/**
 * Absolute path of the Node that runs bundles in tests: Node 24, as GitHub's runner has it, where `jest.global-setup.js` found one,
 * else the one that runs the tests.
 */
export const NODE_OF_ACTIONS = process.env["EKS_PIPELINE_NODE24"] ?? process.execPath;
