import { expect, test } from "@jest/globals";
import { ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { smokeTestFailure } from "../../../../../actions/kube-deploy/src/smoke-tests/failure.ts";
import { statusOf } from "../rollout/statuses.ts";

const passed = { name: "/healthz", isPassed: true, result: "passed" };
const failed = (name: string) => ({ name, isPassed: false, result: "it answered 503" });

test("the error is about the first failed test, and names the others", () => {
  expect(smokeTestFailure([], [])).toBeUndefined();
  expect(smokeTestFailure([passed], [])).toBeUndefined();
  expect(
    smokeTestFailure([passed, { ...failed("/a"), body: "<h1>no</h1>" }, failed("/b")], []),
  ).toMatchObject({
    reason: "smoke-test-failed",
    message:
      "the workloads are ready, but the smoke test /a failed: it answered 503. /b failed too",
    fix: "correct what the test found, or what it expects",
    detail: "It answered: <h1>no</h1>",
    outputs: { status: "failed" },
  });
  expect(smokeTestFailure([{ ...failed("/a"), fix: "add the Job" }], [])).toMatchObject({
    fix: "add the Job",
    detail: undefined,
  });
});

test("a workload that something else has changed since is named, and its change is to be corrected there", () => {
  const status = statusOf(ready({ desired: 1, ready: 1 }));
  const by = { manager: "kubectl-set", time: "2026-11-21T09:04:00Z" };
  const overtaken = { hasOtherImages: true, by };
  const failure = smokeTestFailure([failed("/a")], [status, { ...status, overtaken }]);
  expect(failure).toMatchObject({
    reason: "smoke-test-failed",
    message:
      "the workloads are ready, but the smoke test /a failed: it answered 503. Deployment shop/web: something else has changed the workload after it was deployed (field manager kubectl-set, 2026-11-21T09:04:00Z). The test may have met that version",
    fix: expect.stringMatching(/^find out who or what made that change/),
  });
});
