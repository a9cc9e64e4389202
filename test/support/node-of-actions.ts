/** Absolute path of the Node that runs bundles in tests: Node 24, as GitHub's runner has it, where `jest.start.js` found one. */
export const NODE_OF_ACTIONS = process.env["EKS_PIPELINE_NODE24"] ?? process.execPath;
