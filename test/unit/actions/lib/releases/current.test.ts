import { describe, expect, test } from "@jest/globals";
import type { CommitOrder } from "../../../../../actions/lib/releases/commit-order.ts";
import {
  commitsToCompare,
  explainForwardOnly,
  explainRefusal,
  readCurrent,
  timeAfter,
  withFailure,
  withHold,
  withLiveRelease,
  writeCurrent,
} from "../../../../../actions/lib/releases/current.ts";
import type { Current, Hold } from "../../../../../actions/lib/releases/current.ts";
import {
  holderNamed,
  memoryStore,
  releaseNumbered,
} from "../../../../support/releases/memory-store.ts";

const by = holderNamed("deploy");
const NOON = new Date("2026-11-28T12:00:00Z");
const ONE = new Date("2026-11-28T13:00:00Z");
const [OLD, LIVE, BAD, FIX] = ["a", "b", "c", "d"].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const none = new Map<string, CommitOrder>();
const live = (before?: Current, at = NOON, number = 1) =>
  withLiveRelease(before, releaseNumbered(number, { commit: LIVE }), none, at, by);
const refused = {
  commit: BAD,
  failureReason: "image-pull-failed",
  run: by.run,
  since: NOON.toISOString(),
};
const hold: Hold = {
  mode: "person",
  person: "mona",
  reason: "it lost orders",
  run: by.run,
  since: NOON.toISOString(),
  commit: BAD,
};

describe("the live release", () => {
  test("is written only if nobody wrote after the read", async () => {
    const store = memoryStore();
    expect(await readCurrent(store)).toBeUndefined();
    await writeCurrent(store, live(), undefined);
    const read = await readCurrent(store);
    expect(read?.value).toEqual(live());
    await writeCurrent(store, live(live(), ONE, 2), read);
    await expect(writeCurrent(store, live(live(), ONE, 3), read)).rejects.toMatchObject({
      reason: "lease-lost",
      message: expect.stringContaining("current.json was written by another run"),
    });
    await expect(writeCurrent(store, live(), undefined)).rejects.toMatchObject({
      reason: "lease-lost",
    });
  });

  test("is live since its first deployment if it is deployed again", () => {
    expect(live(live(), ONE).liveSince).toBe(NOON.toISOString());
    expect(live(live(), ONE, 2).liveSince).toBe(ONE.toISOString());
  });

  test("is not live after a failure, and is live again after an automatic rollback", () => {
    const failed = withFailure(live(), {}, ONE, by);
    expect([failed.release, failed.liveSince]).toStrictEqual([live().release, undefined]);
    const back = withFailure(live(), { refused }, ONE, by);
    expect([back.release, back.liveSince, back.refused]).toStrictEqual([
      live().release,
      ONE.toISOString(),
      [refused],
    ]);
    expect(live(failed, ONE).liveSince).toBe(ONE.toISOString());
  });

  test("is unknown if the first deployment failed (K-E 53)", () => {
    const failed = withFailure(undefined, {}, ONE, by);
    expect([failed.release, failed.liveSince, failed.refused]).toStrictEqual([
      undefined,
      undefined,
      [],
    ]);
  });

  test("is stored with a forward-only commit that failed, whatever is live later", () => {
    const forwardOnly = { commit: BAD, run: "https://run", since: ONE.toISOString() };
    const failed = withFailure(live(), { forwardOnly }, ONE, by);
    const later = live(withFailure(failed, { refused }, ONE, by), ONE, 2);
    expect(later.forwardOnly).toStrictEqual(forwardOnly);
    expect(explainForwardOnly(later, NOON.toISOString())).toBe(
      `the commit ${BAD} was declared forward-only and failed at ${ONE.toISOString()} (https://run): what it did to data cannot be undone by older code`,
    );
    expect(explainForwardOnly(later, new Date(ONE.getTime() + 1).toISOString())).toBeUndefined();
    expect(explainForwardOnly(live(), NOON.toISOString())).toBeUndefined();
    expect(explainForwardOnly(undefined, NOON.toISOString())).toBeUndefined();
  });

  test("is stored with a refused commit until a commit that contains it is live", () => {
    const back = withFailure(live(), { refused }, ONE, by);
    expect(live(back).refused).toStrictEqual([refused]);
    const fixed = (order: CommitOrder) =>
      withLiveRelease(back, releaseNumbered(2, { commit: FIX }), new Map([[BAD, order]]), ONE, by)
        .refused;
    expect([fixed("newer"), fixed("same"), fixed("older"), fixed("diverged")]).toStrictEqual([
      [],
      [],
      [refused],
      [refused],
    ]);
  });

  test("stays on hold through deployments, until a person ends the hold", () => {
    const held = withHold(live(), hold, by);
    expect(live(held, ONE, 2).hold).toStrictEqual(hold);
    expect(withHold(held, undefined, by).hold).toBeUndefined();
  });
});

describe("the refusal of a commit", () => {
  const orders = (order: CommitOrder) => new Map([[BAD, order]]);
  const back = withFailure(live(), { refused }, ONE, by);

  test.each<[string, Current, string, CommitOrder, string | undefined]>([
    ["is not refused if nothing failed", live(), FIX, "newer", undefined],
    ["is refused if it was rolled back", back, BAD, "same", "release-refused"],
    [
      "is refused if it is older than the commit that was rolled back",
      back,
      OLD,
      "older",
      "release-refused",
    ],
    ["is refused if it is on another branch", back, FIX, "diverged", "release-refused"],
    ["is not refused if it is a fix", back, FIX, "newer", undefined],
    ["is not refused if it already runs", back, LIVE, "older", undefined],
    [
      "is refused if a person holds the environment",
      withHold(live(), hold, by),
      FIX,
      "newer",
      "environment-held",
    ],
    [
      "is refused if a person holds the environment, also if it already runs",
      withHold(live(), hold, by),
      LIVE,
      "older",
      "environment-held",
    ],
    [
      "is not refused if the hold lets newer commits in",
      withHold(live(), { ...hold, mode: "newer" }, by),
      FIX,
      "newer",
      undefined,
    ],
    [
      "is refused if the hold lets only newer commits in",
      withHold(live(), { ...hold, mode: "newer" }, by),
      OLD,
      "older",
      "environment-held",
    ],
  ])("%s", (_, current, candidate, order, reason) => {
    expect(explainRefusal(current, candidate, orders(order))?.reason).toBe(reason);
  });

  test("names person, reason, time and run", () => {
    const held = withHold(live(), { ...hold, mode: "newer" }, by);
    expect(explainRefusal(held, OLD, orders("older"))?.detail).toBe(
      `mona has held the environment since 2026-11-28T12:00:00.000Z: it lost orders (${by.run}); commits newer than ${BAD} may be deployed`,
    );
    expect(explainRefusal(back, OLD, orders("older"))?.detail).toBe(
      `${BAD} failed with image-pull-failed and was rolled back at 2026-11-28T12:00:00.000Z (${by.run}), and ${OLD} is not newer`,
    );
  });

  test("compares with the commit of the hold and the refused commits", () => {
    expect(commitsToCompare(withHold(back, { ...hold, commit: FIX }, by))).toStrictEqual([
      FIX,
      BAD,
    ]);
    expect(commitsToCompare(live())).toStrictEqual([]);
  });
});

test.each<[string, { release?: string; since?: string } | undefined, string]>([
  ["nothing", undefined, "2026-11-28T12:00:00.900Z"],
  ["an older release", { release: "20261128T115959Z-0" }, "2026-11-28T12:00:00.900Z"],
  ["a release of the same second", { release: "20261128T120000Z-0" }, "2026-11-28T12:00:01.000Z"],
  [
    "a release with a clock that is ahead",
    { release: "20261128T120003Z-0" },
    "2026-11-28T12:00:04.000Z",
  ],
  [
    "a failure with a clock that is ahead",
    { since: "2026-11-28T12:00:02.400Z" },
    "2026-11-28T12:00:03.000Z",
  ],
])("an event after %s gets a later time", (_, change, expected) => {
  const { since, ...before } = change ?? {};
  const forwardOnly = since === undefined ? undefined : { commit: BAD, run: by.run, since };
  const current = change && { schema: 1 as const, refused: [], by, forwardOnly, ...before };
  expect(timeAfter(current, NOON.getTime() + 900).toISOString()).toBe(expected);
});
