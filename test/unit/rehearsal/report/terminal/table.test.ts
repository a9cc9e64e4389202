import { expect, test } from "@jest/globals";
import { tableLines } from "../../../../../rehearsal/report/terminal/table.ts";
import { widthOf } from "../../../../../rehearsal/report/terminal/wrap.ts";
import fc from "../../../../support/fast-check.ts";

test("columns are aligned, below a rule", () => {
  const rows = [
    ["Workload", "Ready"],
    ["Deployment a", "0/2"],
  ];
  expect(tableLines(rows, 40)).toStrictEqual([
    "Workload      Ready",
    "────────────  ─────",
    "Deployment a  0/2",
  ]);
});

test("a table without a heading has no rule", () => {
  expect(
    tableLines(
      [
        ["", ""],
        ["Tool", "terraform"],
      ],
      40,
    ),
  ).toStrictEqual(["Tool  terraform"]);
});

test("the widest column is made narrower", () => {
  const rows = [
    ["Name", "Status"],
    ["a", "one two three four"],
  ];
  expect(tableLines(rows, 18)).toStrictEqual([
    "Name  Status",
    "────  ────────────",
    "a     one two",
    "      three four",
  ]);
});

test("any table fits if the terminal has room for its columns", () => {
  const row = fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
      for (const line of tableLines(rows, 60)) expect(widthOf(line)).toBeLessThanOrEqual(60);
    }),
  );
});
