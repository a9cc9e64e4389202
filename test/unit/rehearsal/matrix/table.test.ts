import { expect, test } from "@jest/globals";
import type { Cell } from "../../../../rehearsal/matrix/cell.ts";
import { tableLines, type Checked } from "../../../../rehearsal/matrix/table.ts";

const cell = (outcome: Cell["outcome"], variant?: string): Cell => ({
  workflow: "plan",
  start: "first",
  outcome,
  world: "new",
  run: [],
  environment: "dev",
  ...(variant === undefined ? {} : { variant }),
  expected: {
    infrastructure: "none",
    kubernetes: "none",
    live: "none",
    history: [],
    terminal: [],
    summary: [],
  },
});
const problem = { what: "exit code", expected: 1, seen: 0 };

test("the table has a row for each start, a column for each outcome, and why a cell cannot exist", () => {
  const checked: Checked[] = [
    { cell: cell("success"), problems: [] },
    { cell: cell("failure", "changes"), problems: [] },
    { cell: cell("failure", "plan"), problems: [problem] },
  ];
  const lines = tableLines(checked, [
    { workflow: "plan", outcome: "rejected", why: "nobody is asked" },
    { workflow: "deploy", outcome: "cancel", why: "no such row is shown" },
  ]);
  expect(lines).toStrictEqual([
    "",
    "             success  failure            cancel  re-run  rejected  superseded",
    "plan, first  ✓        ✓ changes, ✗ plan                  –",
    "",
    "–  plan, rejected: nobody is asked",
  ]);
});
