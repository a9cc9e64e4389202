import { afterAll, expect, it } from "@jest/globals";
import { removeFolders, runSteps } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

it("looks at continue-on-error only after a failure, and takes booleans only", async () => {
  const { job } = await runSteps(`
- { run: "true", continue-on-error: "\${{ fromJSON(env.NOTHING) }}" }
- { run: "false", continue-on-error: "\${{ env.YES }}", env: { YES: "true" } }
- { if: always(), run: "false", continue-on-error: "\${{ fromJSON(env.YES) }}", env: { YES: "true" } }
- { if: always(), run: "false", continue-on-error: "\${{ fromJSON(env.NOTHING) }}" }
`);
  expect(job("a").steps.map(({ outcome, conclusion }) => `${outcome}/${conclusion}`)).toStrictEqual(
    [...["success/success", "failure/failure", "failure/success", "failure/failure"]],
  );
});

it("reports a timeout that is no number, and cuts minutes to whole ones", async () => {
  const { job } = await runSteps(
    `
- { run: "true", timeout-minutes: "\${{ fromJSON(env.NOTHING) }}" }
- { run: "true", timeout-minutes: "\${{ env.ONE }}", env: { ONE: "1" } }
- { run: sleep 0.1, timeout-minutes: "\${{ fromJSON('0.9') }}" }
- { run: sleep 30, timeout-minutes: "\${{ fromJSON('1.9') }}" }
`,
    { timing: { minute: 50, interrupt: 50, terminate: 50 } },
  );
  expect(job("a").steps.map(({ outcome }) => outcome)).toStrictEqual([
    ...["success", "success", "success", "failure"],
  ]);
  expect(job("a").annotations.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      "An error occurred when attempting to determine the step timeout.",
      "Unexpected value '1' of the step timeout",
      "The action 'Run sleep 30' has timed out after 1 minutes.",
    ]),
  );
});
