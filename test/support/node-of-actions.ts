/**
 * Absolute path of the Node that runs bundles in tests: Node 24, as on GitHub's runner, if `jest.start.js` found one.
 */
export const NODE_OF_ACTIONS = process.env["EKS_PIPELINE_NODE24"] ?? process.execPath;
