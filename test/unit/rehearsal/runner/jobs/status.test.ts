import { describe, expect, it } from "@jest/globals";
import { evaluate } from "../../../../../rehearsal/runner/expressions.ts";
import {
  combineConclusions,
  statusFunctions,
} from "../../../../../rehearsal/runner/jobs/status.ts";
import type { Conclusion } from "../../../../../rehearsal/runner/request.ts";

// Runs without a cancellation are compared with act: needs-after-failure.yml, needs-after-skipped.yml.
describe("status functions of a job in a cancelled run", () => {
  it.each<[ancestors: Conclusion[], cancelled: boolean, source: string, expected: boolean]>([
    [["success"], true, "success()", false],
    [["failure"], true, "failure()", false],
    [["success"], true, "cancelled()", true],
    [["success"], true, "always()", true],
  ])("%j, cancelled %s: %s is %s", (ancestors, cancelled, source, expected) => {
    expect(evaluate(source, {}, statusFunctions(ancestors, cancelled))).toBe(expected);
  });
});

it.each<[Conclusion[], Conclusion]>([
  [[], "success"],
  [["success", "skipped"], "success"],
  [["skipped", "skipped"], "skipped"],
  [["success", "failure"], "failure"],
  [["failure", "cancelled"], "cancelled"],
])("%j together are %s", (results, expected) => {
  expect(combineConclusions(results)).toBe(expected);
});
