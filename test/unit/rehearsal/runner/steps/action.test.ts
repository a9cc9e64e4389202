import { afterAll, describe, expect, it } from "@jest/globals";
import {
  removeFolders,
  repositoryOf,
  run,
  runSteps,
  type Files,
} from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const PRINT = `
import fs from "node:fs";
const env = process.env;
console.log([env.PART, env.INPUT_WHO, env["INPUT_TWO-WORDS"], env.INPUT_WITH_SPACE, env.INPUT_TOKEN, "state=" + (env.STATE_n ?? "")].join("|"));
fs.appendFileSync(env.GITHUB_STATE, "n=" + ((env.STATE_n ?? "") + "x") + "\\n");
fs.appendFileSync(env.GITHUB_OUTPUT, "welcome=hello " + env.INPUT_WHO + "\\n");
if (env.INPUT_FAIL === "true" && env.PART === "main") process.exit(1);
`;
const part = (name: string) => `process.env.PART = "${name}"; await import("./print.mjs");\n`;
const welcome: Files = {
  "actions/welcome/action.yml": `
name: welcome
description: welcomes
inputs:
  who: { description: who, required: true }
  two-words: { description: hyphens stay, default: hyphen }
  with space: { description: spaces become underscores, default: "\${{ github.actor }}" }
  token: { description: the token, default: "\${{ github.token }}" }
  fail: { description: fails, default: "false", deprecationMessage: do not }
outputs: { welcome: { description: what it said } }
runs: { using: node24, pre: pre.mjs, main: main.mjs, post: post.mjs }
`,
  "actions/welcome/print.mjs": PRINT,
  "actions/welcome/pre.mjs": part("pre"),
  "actions/welcome/main.mjs": part("main"),
  "actions/welcome/post.mjs": part("post"),
};

const said = (lines: string[]) => lines.filter((line) => /^(pre|main|post)\|/.test(line));

describe("JavaScript actions", () => {
  it("must not be lost: post order: pre, main and post get inputs, defaults and state, post in reverse", async () => {
    const { lines, job } = await runSteps(
      `
- { id: one, uses: $/actions/welcome, with: { who: one } }
- { uses: $/actions/welcome, with: { who: two, nope: 1 } }
- run: echo "\${{ steps.one.outputs.welcome }}"
`,
      { files: welcome },
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
      "Pre Run $/actions/welcome",
      "Pre Run $/actions/welcome",
      "Run $/actions/welcome",
      "Run $/actions/welcome",
      'Run echo "hello one"',
      "Post Run $/actions/welcome",
      "Post Run $/actions/welcome",
    ]);
  });

  it("warn about a deprecated input", async () => {
    const { job } = await run(
      "on: push\njobs: { a: { runs-on: x, steps: [{ uses: $/actions/welcome, with: { who: two, fail: true } }] } }\n",
      { files: welcome },
    );
    expect(job("a").result).toBe("failure");
    expect(job("a").annotations.map(({ message }) => message)).toContain(
      "Input 'fail' has been deprecated with message: do not",
    );
  });

  it("are found below ./ only after a checkout", async () => {
    const workflow = (first: string) => `
on: push
jobs:
  a:
    runs-on: x
    steps:
      - ${first}
      - { uses: ./actions/welcome, with: { who: me } }
`;
    const without = await run(workflow("run: 'true'"), { files: welcome });
    expect(without.job("a").annotations[0]?.message).toContain(
      "Did you forget to run actions/checkout",
    );
    const checkedOut = await run(workflow("uses: actions/checkout@v6"), { files: welcome });
    expect(said(checkedOut.lines).map((line) => line.split("|")[0])).toStrictEqual([
      "main",
      "post",
    ]);
  });

  it("of other repositories run from their folder", async () => {
    const other = repositoryOf("acme/tools", welcome);
    const { lines } = await run(
      `on: push\njobs: { a: { runs-on: x, steps: [{ uses: acme/tools/actions/welcome@v1, with: { who: a } }] } }\n`,
      { others: [other] },
    );
    expect(said(lines)).toHaveLength(3);
  });

  it.each([
    ["using: docker, image: x", /'using: docker' is not supported/],
    ["using: node24", /./],
  ])("with %s fail the step, and the error says why", async (runs, message) => {
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
