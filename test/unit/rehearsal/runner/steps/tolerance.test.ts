import { afterAll, expect, it } from "@jest/globals";
import { removeFolders, runSteps } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

it("evaluates continue-on-error only after a failure, and accepts only booleans", async () => {
  const { job } = await runSteps(`
- { run: "true", continue-on-error: "\${{ fromJSON(env.NOTHING) }}" }
- { run: "false", continue-on-error: "\${{ env.YES }}", env: { YES: "true" } }
- { if: always(), run: "false", continue-on-error: "\${{ fromJSON(env.YES) }}", env: { YES: "true" } }
- { if: always(), run: "false", continue-on-error: "\${{ fromJSON(env.NOTHING) }}" }
`);
  expect(job("a").steps.map(({ outcome, conclusion }) => `${outcome}/${conclusion}`)).toStrictEqual(
    ["success/success", "failure/failure", "failure/success", "failure/failure"],
  );
});

it("reports a timeout that is no number, and rounds minutes down", async () => {
  const { job } = await runSteps(
    `
- { run: "true", timeout-minutes: "\${{ fromJSON(env.NOTHING) }}" }
- { run: "true", timeout-minutes: "\${{ env.ONE }}", env: { ONE: "1" } }
- { run: sleep 0.1, timeout-minutes: "\${{ fromJSON('0.9') }}" }
- { run: sleep 30, timeout-minutes: "\${{ fromJSON('1.9') }}" }
`,
    { timing: { minute: 50, interrupt: 50, terminate: 50, drain: 50 } },
  );
  expect(job("a").steps.map(({ outcome }) => outcome)).toStrictEqual([
    "success",
    "success",
    "success",
    "failure",
  ]);
  expect(job("a").annotations.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      "An error occurred when attempting to determine the step timeout.",
      "Unexpected value '1' of the step timeout",
      "The action 'Run sleep 30' has timed out after 1 minutes.",
    ]),
  );
});

it("tolerates no step of a job whose condition or env cannot be evaluated", async () => {
  const { job } = await runSteps(`
- { id: broken, if: "fromJSON('')", run: "true", continue-on-error: true }
- { if: always(), run: "true", env: { WORD: "\${{ fromJSON('') }}" }, continue-on-error: true }
- { if: failure(), run: echo after }
`);
  expect(job("a").steps.map(({ outcome, conclusion }) => `${outcome}/${conclusion}`)).toStrictEqual(
    ["failure/failure", "failure/failure", "success/success"],
  );
  // The message belongs to the step with the mistake.
  expect(job("a").annotations.map(({ step }) => step)).toStrictEqual(["Run true", "Run true"]);
});

it("ends a composite action at a broken condition, but not at a broken env", async () => {
  const action = (first: string) => `
name: own
description: d
runs:
  using: composite
  steps:
    - ${first}
    - { shell: bash, if: always(), run: echo later }
`;
  const files = {
    "condition/action.yml": action(`{ shell: bash, if: "fromJSON('')", run: echo broken }`),
    "env/action.yml": action(
      `{ shell: bash, env: { A: "\${{ fromJSON('') }}" }, run: 'echo "broken[$A]"' }`,
    ),
  };
  const { lines, job } = await runSteps(
    `- { uses: $/condition, continue-on-error: true }\n- uses: $/env\n`,
    { files },
  );
  expect(lines.filter((line) => /^(?:broken|later)/.test(line))).toStrictEqual([
    "broken[]",
    "later",
  ]);
  expect(job("a").steps.map(({ outcome }) => outcome)).toStrictEqual(["failure", "failure"]);
});
