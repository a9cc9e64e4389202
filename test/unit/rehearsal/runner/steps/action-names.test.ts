import { afterAll, expect, it } from "@jest/globals";
import { removeFolders, repositoryOf, runSteps } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const SAY = "${{ github.action }}|${{ github.action_repository }}|${{ github.action_ref }}";
const ENV = "$GITHUB_ACTION|$GITHUB_ACTION_REPOSITORY|$GITHUB_ACTION_REF";

const tools = repositoryOf("octo-org/tools", {
  "node/action.yml": `
name: node
description: d
inputs: { at: { description: d, default: "${SAY}" } }
runs: { using: node24, main: main.cjs, post: main.cjs }
`,
  "node/main.cjs": `
const { GITHUB_ACTION: name, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = process.env;
console.log("node " + [name, repository, ref].join("|") + " " + process.env.INPUT_AT);
`,
  "wrap/action.yml": `
name: wrap
description: d
runs:
  using: composite
  steps:
    - { shell: bash, env: { SEEN: "${SAY}" }, run: 'echo "wrap $SEEN ${SAY} ${ENV}"' }
    - uses: octo-org/tools/node@v2
`,
});

it("the contexts have the name of the step, and the action's repository and version, where GitHub's contexts have them", async () => {
  const { lines } = await runSteps(
    `
- { id: script, run: 'echo "script ${SAY} ${ENV}"' }
- { id: js, uses: octo-org/tools/node@v1 }
- { env: { SEEN: "${SAY}" }, run: 'echo "after $SEEN ${ENV}"' }
- { id: outer, uses: octo-org/tools/wrap@v3 }
`,
    { others: [tools] },
  );
  const said = lines.filter((line) => /^(?:script|node|after|wrap) /.test(line));
  expect(said).toStrictEqual([
    "script script|| script||",
    "node js|octo-org/tools|v1 js|octo-org/tools|v1",
    // The env of a step is evaluated before it is known that the step is a script.
    "after __run|octo-org/tools|v1 __run||",
    "wrap outer|octo-org/tools|v3 outer|| outer||",
    "node outer|octo-org/tools|v2 outer|octo-org/tools|v2",
    // The post parts, in reverse order.
    "node outer|octo-org/tools|v2 outer|octo-org/tools|v2",
    "node js|octo-org/tools|v1 js|octo-org/tools|v1",
  ]);
});
