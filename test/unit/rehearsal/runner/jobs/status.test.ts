import { describe, expect, it } from "@jest/globals";
import { evaluate } from "../../../../../rehearsal/runner/expressions.ts";
import {
  combineConclusions,
  statusFunctions,
} from "../../../../../rehearsal/runner/jobs/status.ts";
import type { Conclusion } from "../../../../../rehearsal/runner/request.ts";

describe("status functions of a job look at all ancestors", () => {
  it.each<[ancestors: Conclusion[], cancelled: boolean, source: string, expected: boolean]>([
    [[], false, "success()", true],
    [["success", "success"], false, "success()", true],
    [["success", "skipped"], false, "success()", false],
    [["success", "failure"], false, "failure()", true],
    [["skipped"], false, "failure()", false],
    [["failure"], false, "always()", true],
    [["success"], true, "success()", false],
    [["failure"], true, "failure()", false],
    [["success"], true, "cancelled()", true],
    [["success"], true, "always()", true],
    [["failure"], false, "!cancelled()", true],
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
