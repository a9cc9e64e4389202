import { expect, it } from "@jest/globals";
import { combinations, matrixName, suffix } from "../../../../../rehearsal/runner/jobs/matrix.ts";
import type { Value } from "../../../../../rehearsal/runner/expressions.ts";

const cellsOf = (matrix: Value | undefined) => combinations(matrix).map((cell) => cell.matrix);

// Axes, include and exclude are compared with act: matrix-include-exclude.yml, matrix-include-only.yml.

it("is one empty combination for a job without a matrix", () => {
  expect(cellsOf(undefined)).toStrictEqual([{}]);
});

it.each([
  [{ os: [] }, "Matrix vector 'os' does not contain any values"],
  ["x", 'matrix must be a mapping, got "x"'],
  [{ os: ["a"], include: "b" }, 'matrix include must be a list of mappings, got "b"'],
  [{ os: ["a"], exclude: [{ os: "a" }] }, "Matrix must define at least one combination"],
  [{ os: ["a"], exclude: [{ arch: "a" }] }, "Matrix exclude key 'arch' does not match any key"],
  [{ os: ["a"], exclude: [{}] }, "Matrix exclude filter must not be empty"],
  [{ os: ["a"], include: [{}] }, "Matrix include mapping does not contain any values"],
])("refuses %j", (matrix, message) => {
  expect(() => combinations(matrix)).toThrow(message);
});

it("appends values to the job's name, including nested ones", () => {
  expect(suffix({ os: "a", node: { major: 20, lts: true } })).toBe(" (a, 20, true)");
  expect(suffix({})).toBe("");
});

it("compares names and values of filters as expressions do, ignoring case and type", () => {
  const matrix = {
    arch: ["AMD64", "arm64"],
    node: [20, 24],
    exclude: [{ ARCH: "ARM64", node: "20" }],
    include: [{ Arch: "amd64", node: "24", extra: "found" }],
  };
  expect(cellsOf(matrix)).toStrictEqual([
    { arch: "AMD64", node: 20 },
    { arch: "AMD64", node: 24, extra: "found" },
    { arch: "arm64", node: 24 },
  ]);
});

it("compares lists and mappings part by part", () => {
  const matrix = { tool: [{ name: "tofu", flags: ["a"] }, "x"], exclude: [{ tool: "y" }] };
  const exclude = [{ tool: { flags: ["A"], Name: "TOFU" } }];
  expect(combinations(matrix)).toHaveLength(2);
  expect(cellsOf({ ...matrix, exclude })).toStrictEqual([{ tool: "x" }]);
});

it("compares only the parts of a mapping or a list that a filter names", () => {
  const matrix = {
    tool: [{ name: "tofu", major: 1 }, { name: "terraform", major: 1 }, ["a", "b"], "text"],
    exclude: [{ tool: { NAME: "TOFU" } }, { tool: ["A"] }],
    include: [{ tool: { major: "1" }, lock: true }],
  };
  expect(cellsOf(matrix)).toStrictEqual([
    { tool: { name: "terraform", major: 1 }, lock: true },
    { tool: "text" },
  ]);
});

it("leaves values that an include adds, and empty texts, out of the job's name", () => {
  const matrix = {
    os: ["linux", ""],
    include: [
      { os: "linux", colour: "red" },
      { Colour: "blue" },
      { note: "new", os: "beos", id: 1e21 },
    ],
  };
  const cells = combinations(matrix);
  expect(cells.map((cell) => cell.matrix)).toStrictEqual([
    { os: "linux", colour: "blue" },
    { os: "", Colour: "blue" },
    { os: "beos", note: "new", id: 1e21 },
  ]);
  const names = cells.map(({ named }) => suffix(named));
  expect(names).toStrictEqual([" (linux)", "", " (beos, new, 1E+21)"]);
});

it("cuts long names", () => {
  const name = matrixName("build", { text: "x".repeat(100) });
  expect([name.length, name.slice(-4)]).toStrictEqual([100, "x..."]);
  expect(matrixName("build", {})).toBe("build");
});
