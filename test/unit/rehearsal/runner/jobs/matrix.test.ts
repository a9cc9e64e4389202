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
  [{ os: ["a"], exclude: [{ arch: "a" }] }, "Matrix exclude key 'arch' does not match any key"],
])("refuses %j", (matrix, message) => {
  expect(() => combinations(matrix)).toThrow(message);
});

it("appends values to the job's name, nested ones included", () => {
  expect(suffix({ os: "a", node: { major: 20, lts: true } })).toBe(" (a, 20, true)");
  expect(suffix({})).toBe("");
});

it("compares names and values of filters as expressions do, without case and type", () => {
  const matrix = {
    arch: ["AMD64", "arm64"],
    node: [20, 24],
    exclude: [{ ARCH: "ARM64", node: "20" }],
    include: [{ Arch: "amd64", node: "24", extra: "found" }],
  };
  expect(combinations(matrix)).toStrictEqual([
    { arch: "AMD64", node: 20 },
    { arch: "AMD64", node: 24, extra: "found" },
    { arch: "arm64", node: 24 },
  ]);
});

it("compares lists and mappings part by part", () => {
  const matrix = { tool: [{ name: "tofu", flags: ["a"] }, "x"], exclude: [{ tool: "y" }] };
  const exclude = [{ tool: { flags: ["A"], Name: "TOFU" } }];
  expect(combinations(matrix)).toHaveLength(2);
  expect(combinations({ ...matrix, exclude })).toStrictEqual([{ tool: "x" }]);
});
