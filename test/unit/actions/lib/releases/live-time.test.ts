import { expect, test } from "@jest/globals";
import type { Happening, HistoryEntry } from "../../../../../actions/lib/releases/history.ts";
import { liveTimes } from "../../../../../actions/lib/releases/live-time.ts";
import { holderNamed } from "../../../../support/releases/memory-store.ts";

const HOUR = 3_600_000;
const at = (hour: number, event: Happening): HistoryEntry => ({
  ...{ schema: 1, environment: "dev", by: holderNamed("deploy"), event },
  time: new Date(hour * HOUR).toISOString(),
});
const live = (release: string | undefined, status = "healthy"): Happening => ({
  ...{ kind: "outcome", status, live: release },
});
const refused: Happening = { kind: "refusal", failureReason: "frozen", detail: "" };

const cases: [string, HistoryEntry[], number, Record<string, number>][] = [
  ["nothing happened", [], 5, {}],
  ["since it was verified", [at(1, live("a"))], 5, { a: 4 }],
  ["until the next", [at(1, live("a")), at(3, live("b"))], 5, { a: 2, b: 2 }],
  ["deployed again without a change", [at(1, live("a")), at(2, live("a"))], 5, { a: 4 }],
  [
    "twice, with another between",
    [at(1, live("a")), at(2, live("b")), at(4, live("a"))],
    5,
    { a: 2, b: 2 },
  ],
  [
    "a failed deployment ends it",
    [at(1, live("a")), at(2, live(undefined, "failed"))],
    5,
    { a: 1 },
  ],
  [
    "until a rollback has brought it back",
    [at(1, live("a")), at(2, live(undefined, "failed")), at(4, live("a", "rolled-back"))],
    5,
    { a: 2 },
  ],
  ["a refusal changes nothing", [at(1, live("a")), at(2, refused)], 5, { a: 4 }],
  ["never less than nothing", [at(6, live("a"))], 5, { a: 0 }],
];
test.each(cases)("a release is live %s", (_, entries, now, hours) => {
  const times = [...liveTimes(entries, now * HOUR)].map(([id, time]) => [id, time / HOUR]);
  expect(Object.fromEntries(times)).toStrictEqual(hours);
});
