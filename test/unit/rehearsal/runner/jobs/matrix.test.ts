import { describe, expect, it } from "@jest/globals";
import type { Value } from "../../../../../rehearsal/runner/expressions.ts";
import { combinations, suffix } from "../../../../../rehearsal/runner/jobs/matrix.ts";

describe("combinations", () => {
  it.each<[name: string, matrix: Value | undefined, expected: Value]>([
    ["no matrix is one combination", undefined, [{}]],
    [
      "axes multiply, the first varies slowest",
      { os: ["a", "b"], node: [1, 2] },
      [
        { os: "a", node: 1 },
        { os: "a", node: 2 },
        { os: "b", node: 1 },
        { os: "b", node: 2 },
      ],
    ],
    [
      "exclude takes away what it matches in part",
      { os: ["a", "b"], node: [1, 2], exclude: [{ os: "b" }, { os: "a", node: 2 }] },
      [{ os: "a", node: 1 }],
    ],
    [
      "include extends what it does not contradict",
      { os: ["a", "b"], include: [{ extra: true }, { os: "b", more: 1 }] },
      [
        { os: "a", extra: true },
        { os: "b", extra: true, more: 1 },
      ],
    ],
    [
      "include that changes an axis is a combination of its own",
      { os: ["a"], include: [{ os: "c", extra: 1 }] },
      [{ os: "a" }, { os: "c", extra: 1 }],
    ],
    [
      "a later include may overwrite what an earlier one added, and never extends an added one",
      {
        fruit: ["apple"],
        include: [
          { color: "green" },
          { color: "pink", animal: "cat" },
          { fruit: "banana" },
          { fruit: "banana", animal: "cat" },
        ],
      },
      [
        { fruit: "apple", color: "pink", animal: "cat" },
        { fruit: "banana" },
        { fruit: "banana", animal: "cat" },
      ],
    ],
    ["only include", { include: [{ a: 1 }, { a: 2 }] }, [{ a: 1 }, { a: 2 }]],
  ])("%s", (_, matrix, expected) => {
    expect(combinations(matrix)).toStrictEqual(expected);
  });

  it("refuses an axis without values and a matrix that is none", () => {
    expect(() => combinations({ os: [] })).toThrow(
      "Matrix vector 'os' does not contain any values",
    );
    expect(() => combinations("x")).toThrow('matrix must be a mapping, got "x"');
    expect(() => combinations({ os: ["a"], exclude: [{ os: "a" }] })).toThrow(/at least one/);
  });
});

it("appends values to the job's name, nested ones included", () => {
  expect(suffix({ os: "a", node: { major: 20, lts: true } })).toBe(" (a, 20, true)");
  expect(suffix({})).toBe("");
});
