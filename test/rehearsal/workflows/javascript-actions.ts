// JavaScript actions in every work tree of the corpus, as files by path. They write to the file $OBSERVED.

const say = `const { appendFileSync } = require("node:fs");
const say = (line) => appendFileSync(process.env.OBSERVED, line + "\\n");
`;

const MAIN = `${say}say("main " + process.env.INPUT_WORD + ", state " + process.env.STATE_word);
appendFileSync(process.env.GITHUB_STATE, "word=kept " + process.env.INPUT_WORD + "\\n");
if (process.env.INPUT_FAIL === "true") process.exitCode = 1;
`;

const POST = `${say}say("post " + process.env.INPUT_WORD + ", state " + process.env.STATE_word);
`;

const SHOW = `${say}const inputs = Object.keys(process.env).filter((name) => name.startsWith("INPUT_")).sort();
for (const name of inputs) say(name + "=" + JSON.stringify(process.env[name]));
appendFileSync(process.env.GITHUB_OUTPUT, "count=" + inputs.length + "\\n");
console.log("::set-output name=old::way");
`;

const metadata = (name: string, runs: string): string => `name: ${name}
description: For the comparison of workflow engines.
inputs:
  word:
    description: A word.
    required: true
  fail:
    description: true makes the main part fail.
    default: "false"
runs:
  using: node24
  main: main.cjs
${runs}`;

const INPUTS = `name: inputs
description: Shows its inputs.
inputs:
  plain:
    description: A word.
  With Space:
    description: A name with a space.
  lines:
    description: Several lines.
  number:
    description: A number.
  yes:
    description: A boolean.
  given-not:
    description: Never given.
    default: fallback
  empty:
    description: Neither given nor with a default.
outputs:
  count:
    description: How many inputs there are.
  old:
    description: Set by a command.
runs:
  using: node24
  main: main.cjs
`;

export const javascriptActions: Readonly<Record<string, string>> = {
  "actions/say/action.yml": metadata("say", "  post: post.cjs\n"),
  "actions/say/main.cjs": MAIN,
  "actions/say/post.cjs": POST,
  "actions/regret/action.yml": metadata("regret", "  post: post.cjs\n  post-if: failure()\n"),
  "actions/regret/main.cjs": MAIN,
  "actions/regret/post.cjs": POST,
  "actions/inputs/action.yml": INPUTS,
  "actions/inputs/main.cjs": SHOW,
};
