import { afterAll, expect, it } from "@jest/globals";
import { removeFolders, runSteps } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

it("accepts commands that GitHub has disabled if the workflow opts in", async () => {
  const { lines, job } = await runSteps(`
- run: |
    echo "::set-env name=COLOUR::green"
    echo "::add-path::$PWD/own"
  env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: "true" }
- run: echo "$COLOUR \${PATH%%:*}" | sed "s#$PWD/##"
- run: 'echo "::set-env name=COLOUR::red"'
`);
  expect(job("a").steps.map(({ outcome }) => outcome)).toStrictEqual([
    "success",
    "success",
    "failure",
  ]);
  expect(lines).toContain("green own");
});

it("shows commands between echo on and echo off, and refuses other values", async () => {
  const { lines, job } = await runSteps(`
- run: |
    echo "::echo::ON"
    echo "::set-output name=shown::1"
    echo "::echo::off"
    echo "::set-output name=hidden::1"
- run: 'echo "::echo::yes"'
`);
  expect(lines).toContain("::set-output name=shown::1");
  expect(lines).not.toContain("::set-output name=hidden::1");
  expect(job("a").annotations.at(-1)?.message).toBe(
    "Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: 'yes'.",
  );
  expect(job("a").result).toBe("failure");
});

it("masks a long stop token", async () => {
  const { lines } = await runSteps(`
- run: |
    echo "::stop-commands::a-long-token"
    echo "::warning::text only"
    echo "::a-long-token::"
    echo "a-long-token"
`);
  expect(lines).toContain("::warning::text only");
  expect(lines.filter((line) => line === "***")).toHaveLength(1);
});

it("ignores a variable without a name, and fails for an output without a name", async () => {
  const { job } = await runSteps(`
- run: echo "=v" >> "$GITHUB_ENV"
- run: echo "=v" >> "$GITHUB_OUTPUT"
`);
  expect(job("a").steps.map(({ outcome }) => outcome)).toStrictEqual(["success", "failure"]);
});

it("has its files, action and folder in the contexts", async () => {
  const { lines, job } = await runSteps(`
- id: first
  run: |
    echo "value=1" >> "\${{ github.output }}"
    echo "COLOUR=green" >> "\${{ github.env }}"
    test "\${{ github.step_summary }}" = "$GITHUB_STEP_SUMMARY"
    test "\${{ runner.workspace }}" = "$RUNNER_WORKSPACE"
    echo "action \${{ github.action }}"
- run: echo "\${{ steps.first.outputs.value }} $COLOUR \${{ github.action }}"
`);
  expect(job("a").result).toBe("success");
  expect(lines).toContain("action first");
  expect(lines).toContain("1 green __run");
});

it.each([
  ["CI: 'false'", "ci=[false]"],
  ["CI: ''", "ci=[]"],
  ["OTHER: x", "ci=[true]"],
])("sets CI unless the step does: %s", async (env, expected) => {
  const { lines } = await runSteps(`- { run: 'echo "ci=[$CI]"', env: { ${env} } }\n`);
  expect(lines).toContain(expected);
});

it("sets no NODE_OPTIONS for later steps, and adds no empty folder to the PATH", async () => {
  const { lines, job } = await runSteps(`
- run: |
    echo "::set-env name=node_options::--require=./own.js"
    echo "::set-env name=COLOUR::green"
  env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: "true" }
- run: echo "[$NODE_OPTIONS$node_options] $COLOUR"
- run: 'echo "::add-path::"'
  env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: "true" }
`);
  expect(lines).toContain("[] green");
  expect(job("a").annotations[0]?.message).toBe(
    "Can't update NODE_OPTIONS environment variable using ::set-env:: command.",
  );
  expect(job("a").steps.map(({ outcome }) => outcome)).toStrictEqual([
    "success",
    "success",
    "failure",
  ]);
});
