import { afterAll, describe, expect, it } from "@jest/globals";
import { removeFolders, repositoryOf, run, type Files } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

const PRINT = `
import fs from "node:fs";
const env = process.env;
console.log([env.PART, env.INPUT_WHO, env["INPUT_TWO-WORDS"], env.INPUT_WITH_SPACE, env.INPUT_TOKEN, "state=" + (env.STATE_n ?? "")].join("|"));
fs.appendFileSync(env.GITHUB_STATE, "n=" + ((env.STATE_n ?? "") + "x") + "\\n");
fs.appendFileSync(env.GITHUB_OUTPUT, "greeting=hello " + env.INPUT_WHO + "\\n");
if (env.INPUT_FAIL === "true" && env.PART === "main") process.exit(1);
`;
const part = (name: string) => `process.env.PART = "${name}"; await import("./print.mjs");\n`;
const greet: Files = {
  "actions/greet/action.yml": `
name: greet
description: greets
inputs:
  who: { description: who, required: true }
  two-words: { description: hyphens stay, default: hyphen }
  with space: { description: spaces become underscores, default: "\${{ github.actor }}" }
  token: { description: the token, default: "\${{ github.token }}" }
  fail: { description: fails, default: "false", deprecationMessage: do not }
outputs: { greeting: { description: what it said } }
runs: { using: node24, pre: pre.mjs, main: main.mjs, post: post.mjs }
`,
  "actions/greet/print.mjs": PRINT,
  "actions/greet/pre.mjs": part("pre"),
  "actions/greet/main.mjs": part("main"),
  "actions/greet/post.mjs": part("post"),
};

const said = (lines: string[]) => lines.filter((line) => /^(pre|main|post)\|/.test(line));

describe("JavaScript actions", () => {
  it("must not be lost: post order: pre, main and post get inputs, defaults and state, post in reverse", async () => {
    const { lines, job } = await run(
      `
on: push
jobs:
  a:
    runs-on: x
    steps:
      - { id: one, uses: $/actions/greet, with: { who: one } }
      - { uses: $/actions/greet, with: { who: two, nope: 1 } }
      - run: echo "\${{ steps.one.outputs.greeting }}"
`,
      { files: greet },
    );
    expect(said(lines)).toStrictEqual([
      "pre|one|hyphen|octocat|***|state=",
      "pre|two|hyphen|octocat|***|state=",
      "main|one|hyphen|octocat|***|state=x",
      "main|two|hyphen|octocat|***|state=x",
      "post|two|hyphen|octocat|***|state=xx",
      "post|one|hyphen|octocat|***|state=xx",
    ]);
    expect(lines).toContain("hello one");
    expect(job("a").annotations.map(({ message }) => message)).toContain(
      "Unexpected input(s) 'nope', valid inputs are ['who', 'two-words', 'with space', 'token', 'fail']",
    );
    expect(job("a").steps.map(({ name }) => name)).toStrictEqual([
      "Pre Run $/actions/greet",
      "Pre Run $/actions/greet",
      "Run $/actions/greet",
      "Run $/actions/greet",
      'Run echo "hello one"',
      "Post Run $/actions/greet",
      "Post Run $/actions/greet",
    ]);
  });

  it("get an empty text for an input without a default", async () => {
    const files = {
      "bare/action.yml": `
name: bare
description: has an input that is not given
inputs: { word: { description: a word } }
runs: { using: node24, main: main.cjs }
`,
      "bare/main.cjs": "console.log('word=' + JSON.stringify(process.env.INPUT_WORD))",
    };
    const { lines } = await run(
      "on: push\njobs: { a: { runs-on: x, steps: [{ uses: $/bare }] } }\n",
      { files },
    );
    expect(lines).toContain('word=""');
  });

  it("run post although main failed, unless post-if says otherwise", async () => {
    const files = {
      ...greet,
      "actions/careful/action.yml": greet["actions/greet/action.yml"]!.replace(
        "post: post.mjs",
        "post: post.mjs, post-if: success()",
      ),
      "actions/careful/print.mjs": PRINT,
      "actions/careful/main.mjs": part("main"),
      "actions/careful/pre.mjs": "",
      "actions/careful/post.mjs": part("post"),
    };
    const { lines, result, job } = await run(
      `
on: push
jobs:
  a:
    runs-on: x
    steps:
      - { uses: $/actions/careful, with: { who: careful } }
      - { uses: $/actions/greet, with: { who: two, fail: true } }
`,
      { files },
    );
    expect(result.result).toBe("failure");
    expect(said(lines).map((line) => line.split("|").slice(0, 2))).toStrictEqual([
      ["pre", "two"],
      ["main", "careful"],
      ["main", "two"],
      ["post", "two"],
    ]);
    expect(job("a").annotations.map(({ message }) => message)).toContain(
      "Input 'fail' has been deprecated with message: do not",
    );
  });

  it("are found in the workspace by ./ only once it is checked out", async () => {
    const workflow = (first: string) => `
on: push
jobs:
  a:
    runs-on: x
    steps:
      - ${first}
      - { uses: ./actions/greet, with: { who: me } }
`;
    const without = await run(workflow("run: 'true'"), { files: greet });
    expect(without.job("a").annotations[0]?.message).toContain(
      "Did you forget to run actions/checkout",
    );
    const checkedOut = await run(workflow("uses: actions/checkout@v6"), { files: greet });
    expect(said(checkedOut.lines).map((line) => line.split("|")[0])).toStrictEqual([
      "main",
      "post",
    ]);
  });

  it("of other repositories run from their folder", async () => {
    const other = repositoryOf("acme/tools", greet);
    const { lines } = await run(
      `on: push\njobs: { a: { runs-on: x, steps: [{ uses: acme/tools/actions/greet@v1, with: { who: a } }] } }\n`,
      { others: [other] },
    );
    expect(said(lines)).toHaveLength(3);
  });

  it.each([
    ["using: docker, image: x", /'using: docker' is not supported/],
    ["using: node16, main: main.mjs", /'using: node16' is not supported/],
    ["using: node24", /./],
  ])("with %s fail the step and say why", async (runs, message) => {
    const files = { "actions/x/action.yml": `name: x\ndescription: x\nruns: { ${runs} }\n` };
    const { job } = await run(
      `on: push\njobs: { a: { runs-on: x, steps: [{ uses: $/actions/x }] } }\n`,
      { files },
    );
    expect(job("a").result).toBe("failure");
    expect(
      job("a")
        .annotations.map((one) => one.message)
        .join("\n"),
    ).toMatch(message);
  });
});

describe("composite actions", () => {
  const files: Files = {
    ...greet,
    "actions/outer/action.yml": `
name: outer
description: outer
inputs: { who: { description: who, default: nobody } }
outputs: { said: { description: said, value: "\${{ steps.inner.outputs.greeting }}!" } }
runs:
  using: composite
  steps:
    - { id: inner, uses: $/actions/greet, with: { who: "\${{ inputs.who }}" }, env: { A: b } }
    - run: |
        echo "in $(basename "$GITHUB_ACTION_PATH") \${{ github.action_path != '' }} [\${{ inputs.who }}] $CALLER"
      shell: bash
    - if: inputs.who == 'bad'
      run: exit 1
      shell: bash
    - run: echo after
      shell: bash
    - if: failure()
      run: echo cleaning
      shell: bash
`,
  };
  const workflow = (who: string) => `
on: push
jobs:
  a:
    runs-on: x
    steps:
      - { id: outer, uses: $/actions/outer, with: { who: ${who} }, env: { CALLER: caller } }
      - if: always()
        run: echo "\${{ steps.outer.outputs.said }} \${{ steps.outer.outcome }}"
`;

  it("run their steps with inputs, outputs and env of their own", async () => {
    const { lines, job } = await run(workflow("me"), { files });
    expect(lines).toEqual(
      expect.arrayContaining(["in outer true [me] caller", "after", "hello me! success"]),
    );
    expect(lines).not.toContain("cleaning");
    expect(job("a").steps.map(({ name }) => name)).toStrictEqual([
      "Run $/actions/outer",
      'Run echo "hello me! success"',
      "Post Run $/actions/greet",
    ]);
  });

  it("stop at a failing step, but for steps that want failures", async () => {
    const { lines, job } = await run(workflow("bad"), { files });
    expect(lines).toEqual(expect.arrayContaining(["cleaning", "hello bad! failure"]));
    expect(lines).not.toContain("after");
    expect(job("a").result).toBe("failure");
  });
});
