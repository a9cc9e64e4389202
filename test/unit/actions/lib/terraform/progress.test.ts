import { expect, test } from "@jest/globals";
import { progressOf } from "../../../../../actions/lib/terraform/progress.ts";
import type { Progress } from "../../../../../actions/lib/terraform/progress.ts";

const line = (type: string, addr: string, action = "create") =>
  JSON.stringify({ "@message": type, type, hook: { resource: { addr }, action } });
const completed = (addr: string, action: string) => [
  line("apply_start", addr, action),
  line("apply_complete", addr, action),
];

test("returns the objects that are live, failed or in flight", () => {
  const lines = [
    line("apply_start", "a"),
    line("apply_start", "b"),
    "not JSON",
    line("apply_complete", "a"),
    line("apply_start", "c"),
    line("apply_errored", "b"),
  ];
  expect(progressOf(lines)).toStrictEqual({
    operations: 1,
    live: ["a"],
    gone: [],
    failed: ["b"],
    inFlight: ["c"],
  });
});

test.each<[string, string[], Partial<Progress>]>([
  ["a destroyed object is gone", completed("a", "delete"), { operations: 1, gone: ["a"] }],
  ["a changed object is live", completed("a", "update"), { operations: 1, live: ["a"] }],
  [
    "a replaced object is live, with two operations",
    [...completed("a", "delete"), ...completed("a", "create")],
    { operations: 2, live: ["a"] },
  ],
  [
    "a replaced object that is created first is also live",
    [...completed("a", "create"), ...completed("a", "delete")],
    { operations: 2, live: ["a"] },
  ],
  [
    "the old object of a stopped replacement is gone",
    [...completed("a", "delete"), line("apply_start", "a")],
    { operations: 1, gone: ["a"], inFlight: ["a"] },
  ],
  ["a forgotten object is neither live nor gone", completed("a", "forget"), { operations: 1 }],
  ["a data source is not a change", completed("data.b.a", "read"), {}],
  [
    "a data source that is still being read is not a change",
    [line("apply_start", "data.b.a", "read")],
    {},
  ],
])("%s", (_, lines, expected) => {
  expect(progressOf(lines)).toStrictEqual({
    operations: 0,
    live: [],
    gone: [],
    failed: [],
    inFlight: [],
    ...expected,
  });
});
