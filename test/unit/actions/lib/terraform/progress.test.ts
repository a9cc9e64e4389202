import { expect, test } from "@jest/globals";
import { progressOf } from "../../../../../actions/lib/terraform/progress.ts";
import type { Progress } from "../../../../../actions/lib/terraform/progress.ts";

const line = (type: string, addr: string, action = "create") =>
  JSON.stringify({ "@message": type, type, hook: { resource: { addr }, action } });
const completed = (addr: string, action: string) => [
  line("apply_start", addr, action),
  line("apply_complete", addr, action),
];

test("tells what is live, what failed, and what was in flight", () => {
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
  ["what was destroyed is gone", completed("a", "delete"), { operations: 1, gone: ["a"] }],
  ["what was changed is live", completed("a", "update"), { operations: 1, live: ["a"] }],
  [
    "a replacement is live, and two operations",
    [...completed("a", "delete"), ...completed("a", "create")],
    { operations: 2, live: ["a"] },
  ],
  [
    "one that creates first as well",
    [...completed("a", "create"), ...completed("a", "delete")],
    { operations: 2, live: ["a"] },
  ],
  [
    "of a replacement that was stopped the old object is gone",
    [...completed("a", "delete"), line("apply_start", "a")],
    { operations: 1, gone: ["a"], inFlight: ["a"] },
  ],
  ["what is forgotten is neither", completed("a", "forget"), { operations: 1 }],
  ["a data source is no change", completed("data.b.a", "read"), {}],
  ["nor is one that is read", [line("apply_start", "data.b.a", "read")], {}],
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
