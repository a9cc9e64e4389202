import { expect, it } from "@jest/globals";
import { combinations, suffix } from "../../../../../rehearsal/runner/jobs/matrix.ts";

// Axes, include and exclude are compared with act: matrix-include-exclude.yml, matrix-include-only.yml.

it("is one empty combination for a job without a matrix", () => {
  expect(combinations(undefined)).toStrictEqual([{}]);
});

it.each([
  [{ os: [] }, "Matrix vector 'os' does not contain any values"],
  ["x", 'matrix must be a mapping, got "x"'],
  [{ os: ["a"], include: "b" }, 'matrix include must be a list of mappings, got "b"'],
  [{ os: ["a"], exclude: [{ os: "a" }] }, "Matrix must define at least one combination"],
])("refuses %j", (matrix, message) => {
  expect(() => combinations(matrix)).toThrow(message);
});

it("appends values to the job's name, nested ones included", () => {
  expect(suffix({ os: "a", node: { major: 20, lts: true } })).toBe(" (a, 20, true)");
  expect(suffix({})).toBe("");
});
