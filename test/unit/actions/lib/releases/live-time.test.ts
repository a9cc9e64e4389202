import { expect, test } from "@jest/globals";
import type { Outcome } from "../../../../../actions/lib/releases/history.ts";
import { liveTimes, withdrawals } from "../../../../../actions/lib/releases/live-time.ts";

const HOUR = 3_600_000;
const at = (hour: number, live: string | undefined): Outcome => ({
  live,
  time: new Date(hour * HOUR).toISOString(),
});

const cases: [string, Outcome[], number, Record<string, number>][] = [
  ["never, without outcomes", [], 5, {}],
  ["since it was verified", [at(1, "a")], 5, { a: 4 }],
  ["until the next release", [at(1, "a"), at(3, "b")], 5, { a: 2, b: 2 }],
  ["without a break if it is deployed again", [at(1, "a"), at(2, "a")], 5, { a: 4 }],
  [
    "twice, with another release in between",
    [at(1, "a"), at(2, "b"), at(4, "a")],
    5,
    { a: 2, b: 2 },
  ],
  ["until a failed deployment", [at(1, "a"), at(2, undefined)], 5, { a: 1 }],
  [
    "until a failure, and again since the rollback",
    [at(1, "a"), at(2, undefined), at(4, "a")],
    5,
    { a: 2 },
  ],
  ["for at least zero hours", [at(6, "a")], 5, { a: 0 }],
];
test.each(cases)("a release is live %s", (_, outcomes, now, hours) => {
  const times = [...liveTimes(outcomes, now * HOUR)].map(([id, time]) => [id, time / HOUR]);
  expect(Object.fromEntries(times)).toStrictEqual(hours);
});

test.each<[string, Outcome[], string[]]>([
  ["nothing if releases follow each other", [at(1, "a"), at(2, "b"), at(3, "b")], []],
  ["the release that the environment went back from", [at(1, "a"), at(2, "b"), at(3, "a")], ["b"]],
  [
    "each release that was verified in between",
    [at(1, "a"), at(2, "b"), at(3, "c"), at(4, "a")],
    ["b", "c"],
  ],
  ["the same release after a later one", [at(1, "a"), at(2, "b"), at(3, "a"), at(4, "c")], ["b"]],
  ["not a release that runs again", [at(1, "a"), at(2, "b"), at(3, "a"), at(4, "b")], []],
  [
    "nothing if a deployment failed and the last release runs again",
    [at(1, "a"), at(2, "b"), at(3, undefined), at(4, "b")],
    [],
  ],
  [
    "the release before a failed rollback, too",
    [at(1, "a"), at(2, "b"), at(3, undefined), at(4, "a")],
    ["b"],
  ],
  [
    "each release on two ways back",
    [at(1, "a"), at(2, "b"), at(3, "c"), at(4, "b"), at(5, "a")],
    ["b", "c"],
  ],
])("withdrawn is %s", (_, outcomes, ids) => {
  expect([...withdrawals(outcomes).keys()].sort()).toStrictEqual(ids);
});

test("a withdrawal has its time, and the release that runs instead", () => {
  expect(withdrawals([at(1, "a"), at(2, "b"), at(3, "a")]).get("b")).toStrictEqual({
    to: "a",
    at: "1970-01-01T03:00:00.000Z",
  });
});
