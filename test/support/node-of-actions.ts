// Which Node runs bundles in tests. `jest.start.js` sets both variables.
const { EKS_PIPELINE_NODE24, NODE_OF_CALLER } = process.env;

/** Absolute path of the Node of the tests: Node 24, as GitHub's runner has it, where there is one. */
export const NODE_OF_ACTIONS = EKS_PIPELINE_NODE24 ?? process.execPath;

/** Absolute path of the Node that called `npm test`, with which users start the rehearsal too. */
export const OWN_NODE = NODE_OF_CALLER ?? process.execPath;
