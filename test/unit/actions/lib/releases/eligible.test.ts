import { describe, expect, test } from "@jest/globals";
import {
  chooseReleases,
  isWaiting,
  newestEligible,
} from "../../../../../actions/lib/releases/eligible.ts";
import type { Destination } from "../../../../../actions/lib/releases/eligible.ts";
import type { Withdrawal } from "../../../../../actions/lib/releases/live-time.ts";
import type { ReleaseRecord } from "../../../../../actions/lib/releases/record.ts";
import { releaseNumbered } from "../../../../support/releases/memory-store.ts";

const HOUR = 3_600_000;
const [first, second, third] = [1, 2, 3].map((number) => releaseNumbered(number)) as [
  ReleaseRecord,
  ReleaseRecord,
  ReleaseRecord,
];

const choose = (
  releases: ReleaseRecord[],
  hours: [ReleaseRecord, number][],
  change: Partial<Destination> = {},
  minSoak = 24,
  outside: ReleaseRecord[] = [],
  withdrawals: ReadonlyMap<string, Withdrawal> = new Map(),
) =>
  chooseReleases(
    {
      environment: "staging",
      releases,
      outside: new Set(outside.map(({ id }) => id)),
      withdrawals,
      liveTimes: new Map(hours.map(([{ id }, time]) => [id, time * HOUR])),
    },
    {
      environment: "production",
      present: undefined,
      frozen: undefined,
      orders: new Map(),
      refusals: new Map(),
      ...change,
    },
    minSoak * HOUR,
  );

describe("what stands in the way of a release", () => {
  const soaked: [ReleaseRecord, number][] = [[first, 48]];
  const cases: [string, ReturnType<typeof choose>, string, string][] = [
    [
      "not verified completely",
      choose([{ ...first, status: "partial" }], soaked),
      "unverified",
      "it was not verified completely in staging (status partial)",
    ],
    [
      "not live long enough",
      choose([first], [[first, 1.5]]),
      "soaking",
      "it was live in staging for 90 min of the required 1440 min",
    ],
    [
      "never live, though its record was written, and nothing has to soak",
      choose([first], [], {}, 0),
      "unverified",
      "the history of staging does not say that it ran there",
    ],
    [
      "withdrawn: the source went back from it",
      choose([first], soaked, {}, 24, [], new Map([[first.id, { to: "r0", at: "2026-11-28" }]])),
      "withdrawn",
      "staging went back from it to r0 at 2026-11-28",
    ],
    [
      "of another branch",
      choose([first], soaked, {}, 24, [first]),
      "not-in-branch",
      `its commit ${first.commit} is not in the history of the running commit`,
    ],
    [
      "there already",
      choose([first], soaked, { present: first.id }),
      "present",
      "it runs in production already",
    ],
    [
      "older (K-E 56)",
      choose([first], soaked, { orders: new Map([[first.id, "older"]]) }),
      "superseded",
      "production runs a newer commit",
    ],
    [
      "another branch",
      choose([first], soaked, { orders: new Map([[first.id, "diverged"]]) }),
      "superseded",
      "production runs a commit of another branch",
    ],
    [
      "held",
      choose([first], soaked, {
        refusals: new Map([[first.id, { reason: "environment-held", detail: "mona holds it" }]]),
      }),
      "environment-held",
      "mona holds it",
    ],
    [
      "frozen",
      choose([first], soaked, { frozen: "Fri 16:00 to Mon 07:00" }),
      "frozen",
      "production is frozen: Fri 16:00 to Mon 07:00",
    ],
  ];
  test.each(cases)("%s", (_, choices, reason, detail) => {
    expect(choices[0]?.obstacles.map((one) => [one.reason, one.detail])).toStrictEqual([
      [reason, detail],
    ]);
    expect(newestEligible(choices)).toBeUndefined();
  });

  test("all of it is said at once", () => {
    const [choice] = choose([{ ...first, status: "partial" }], [], { frozen: "always" });
    expect(choice?.obstacles.map(({ reason }) => reason)).toStrictEqual([
      "unverified",
      "soaking",
      "frozen",
    ]);
  });

  test("a person overrides everything but a release that is there already", () => {
    const orders = new Map([[first.id, "older"] as const]);
    const [choice] = choose([first], [], { orders, present: first.id, frozen: "always" });
    expect(choice?.obstacles.filter(({ canBeOverridden }) => !canBeOverridden)).toMatchObject([
      { reason: "present" },
    ]);
  });
});

test("the newest eligible one is taken; all are listed, newest first", () => {
  const choices = choose(
    [second, first, third],
    [
      [first, 100],
      [second, 24],
      [third, 23],
    ],
  );
  expect(choices.map(({ release }) => release.id)).toStrictEqual([third.id, second.id, first.id]);
  expect(newestEligible(choices)?.release.id).toBe(second.id);
});

test("no soak is asked for: one that was verified just now is eligible", () => {
  expect(newestEligible(choose([first], [[first, 0]], {}, 0))?.livedFor).toBe(0);
});

test.each([
  ["only has to stay live longer", choose([first], [[first, 1]]), true],
  ["is frozen too", choose([first], [[first, 1]], { frozen: "always" }), false],
  ["is eligible", choose([first], [[first, 48]]), false],
])("waiting: a release that %s", (_, choices, expected) =>
  expect(isWaiting(choices)).toBe(expected),
);
