import { expect, test } from "@jest/globals";
import type { Outcome } from "../../../../../actions/lib/releases/history.ts";
import { liveTimes, withdrawals } from "../../../../../actions/lib/releases/live-time.ts";

const HOUR = 3_600_000;
const at = (hour: number, live: string | undefined): Outcome => ({
  live,
  time: new Date(hour * HOUR).toISOString(),
});

const cases: [string, Outcome[], number, Record<string, number>][] = [
  ["nothing happened", [], 5, {}],
  ["since it was verified", [at(1, "a")], 5, { a: 4 }],
  ["until the next", [at(1, "a"), at(3, "b")], 5, { a: 2, b: 2 }],
  ["deployed again without a change", [at(1, "a"), at(2, "a")], 5, { a: 4 }],
  ["twice, with another between", [at(1, "a"), at(2, "b"), at(4, "a")], 5, { a: 2, b: 2 }],
  ["a failed deployment ends it", [at(1, "a"), at(2, undefined)], 5, { a: 1 }],
  ["until a rollback has brought it back", [at(1, "a"), at(2, undefined), at(4, "a")], 5, { a: 2 }],
  ["never less than nothing", [at(6, "a")], 5, { a: 0 }],
];
test.each(cases)("a release is live %s", (_, outcomes, now, hours) => {
  const times = [...liveTimes(outcomes, now * HOUR)].map(([id, time]) => [id, time / HOUR]);
  expect(Object.fromEntries(times)).toStrictEqual(hours);
});

test.each<[string, Outcome[], string[]]>([
  ["nothing, when releases follow each other", [at(1, "a"), at(2, "b"), at(3, "b")], []],
  ["what the environment went back from", [at(1, "a"), at(2, "b"), at(3, "a")], ["b"]],
  ["what was verified between, too", [at(1, "a"), at(2, "b"), at(3, "c"), at(4, "a")], ["b", "c"]],
  ["still, after a later release", [at(1, "a"), at(2, "b"), at(3, "a"), at(4, "c")], ["b"]],
  ["not what runs again since", [at(1, "a"), at(2, "b"), at(3, "a"), at(4, "b")], []],
  [
    "nothing, when a deployment failed and the last release runs again",
    [at(1, "a"), at(2, "b"), at(3, undefined), at(4, "b")],
    [],
  ],
  [
    "also when a failed rollback came first",
    [at(1, "a"), at(2, "b"), at(3, undefined), at(4, "a")],
    ["b"],
  ],
  ["on two ways back", [at(1, "a"), at(2, "b"), at(3, "c"), at(4, "b"), at(5, "a")], ["b", "c"]],
])("withdrawn is %s", (_, outcomes, ids) => {
  expect([...withdrawals(outcomes).keys()].sort()).toStrictEqual(ids);
});

test("a withdrawal says when, and to which release", () => {
  expect(withdrawals([at(1, "a"), at(2, "b"), at(3, "a")]).get("b")).toStrictEqual({
    to: "a",
    at: "1970-01-01T03:00:00.000Z",
  });
});
