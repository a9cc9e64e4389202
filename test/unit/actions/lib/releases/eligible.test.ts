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

describe("the obstacles of a release", () => {
  const soaked: [ReleaseRecord, number][] = [[first, 48]];
  const cases: [string, ReturnType<typeof choose>, string, string][] = [
    [
      "is not verified completely",
      choose([{ ...first, status: "partial" }], soaked),
      "unverified",
      "it was not verified completely in staging (status partial)",
    ],
    [
      "was not live long enough",
      choose([first], [[first, 1.5]]),
      "soaking",
      "it was live in staging for 90 min of the required 1440 min",
    ],
    [
      "was never live, although its record exists and no soak is required",
      choose([first], [], {}, 0),
      "unverified",
      "the history of staging does not say that it ran there",
    ],
    [
      "is withdrawn: the source went back to an earlier release",
      choose([first], soaked, {}, 24, [], new Map([[first.id, { to: "r0", at: "2026-11-28" }]])),
      "withdrawn",
      "staging went back from it to r0 at 2026-11-28",
    ],
    [
      "is from another branch than the running commit",
      choose([first], soaked, {}, 24, [first]),
      "not-in-branch",
      `its commit ${first.commit} is not in the history of the running commit`,
    ],
    [
      "already runs in the environment",
      choose([first], soaked, { present: first.id }),
      "present",
      "it runs in production already",
    ],
    [
      "is older than the live release (K-E 56)",
      choose([first], soaked, { orders: new Map([[first.id, "older"]]) }),
      "superseded",
      "production runs a newer commit",
    ],
    [
      "is from another branch than the live release",
      choose([first], soaked, { orders: new Map([[first.id, "diverged"]]) }),
      "superseded",
      "production runs a commit of another branch",
    ],
    [
      "is held back by a person",
      choose([first], soaked, {
        refusals: new Map([[first.id, { reason: "environment-held", detail: "mona holds it" }]]),
      }),
      "environment-held",
      "mona holds it",
    ],
    [
      "is frozen",
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

  test("are all reported together", () => {
    const [choice] = choose([{ ...first, status: "partial" }], [], { frozen: "always" });
    expect(choice?.obstacles.map(({ reason }) => reason)).toStrictEqual([
      "unverified",
      "soaking",
      "frozen",
    ]);
  });

  test("can be overridden by a person, except if the release already runs", () => {
    const orders = new Map([[first.id, "older"] as const]);
    const [choice] = choose([first], [], { orders, present: first.id, frozen: "always" });
    expect(choice?.obstacles.filter(({ canBeOverridden }) => !canBeOverridden)).toMatchObject([
      { reason: "present" },
    ]);
  });
});

test("takes the newest eligible release, and lists all, newest first", () => {
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

test("a release that was just verified is eligible if no soak is required", () => {
  expect(newestEligible(choose([first], [[first, 0]], {}, 0))?.livedFor).toBe(0);
});

test.each([
  ["only has to be live longer", choose([first], [[first, 1]]), true],
  ["is also frozen", choose([first], [[first, 1]], { frozen: "always" }), false],
  ["is eligible", choose([first], [[first, 48]]), false],
])("whether to wait for a release that %s", (_, choices, expected) =>
  expect(isWaiting(choices)).toBe(expected),
);
