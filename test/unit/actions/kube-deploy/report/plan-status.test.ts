import { expect, test } from "@jest/globals";
import {
  deployedLine,
  failedLine,
} from "../../../../../actions/kube-deploy/src/report/plan-status.ts";
import { secondAttempt as reportingRun } from "../../../../support/reporting-run.ts";

const RUN =
  '2026-11-29 01:41 UTC by `octocat` in <a href="https://github.example/o/r/actions/runs/9">run 9, attempt 2</a>';

test.each([
  [
    deployedLine(reportingRun, { status: "healthy", url: 'http://a.example/"x"' }),
    "applied",
    `✅ **Deployed** ${RUN}: all workloads are healthy. <a href="http://a.example/%22x%22">a.example/"x"</a>`,
  ],
  [
    deployedLine(reportingRun, { status: "partial", url: undefined }),
    "applied",
    `✅ **Deployed** ${RUN}: status partial.`,
  ],
  [
    failedLine(reportingRun, "web crashes with hunter2. Rolled back to R1"),
    "failed",
    `❌ **The deployment failed** ${RUN}: web crashes with \\*\\*\\*. Rolled back to R1.`,
  ],
])("%#: the line about a deployment in the plan comment", (said, state, text) => {
  expect(said).toStrictEqual({ state, text });
});
