import { expect, test } from "@jest/globals";
import { smokeTestFailure } from "../../../../../actions/kube-deploy/src/smoke-tests/failure.ts";

const passed = { name: "/healthz", isPassed: true, result: "passed" };
const failed = (name: string) => ({ name, isPassed: false, result: "it answered 503" });

test("the error is about the first failed test, and names the others", () => {
  expect(smokeTestFailure([])).toBeUndefined();
  expect(smokeTestFailure([passed])).toBeUndefined();
  expect(
    smokeTestFailure([passed, { ...failed("/a"), body: "<h1>no</h1>" }, failed("/b")]),
  ).toMatchObject({
    reason: "smoke-test-failed",
    message:
      "the workloads are ready, but the smoke test /a failed: it answered 503. /b failed too",
    fix: "correct what the test found, or what it expects",
    detail: "It answered: <h1>no</h1>",
    outputs: { status: "failed" },
  });
  expect(smokeTestFailure([{ ...failed("/a"), fix: "add the Job" }])).toMatchObject({
    fix: "add the Job",
    detail: undefined,
  });
});
