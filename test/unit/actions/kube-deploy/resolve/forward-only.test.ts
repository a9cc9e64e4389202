import { expect, test } from "@jest/globals";
import { bringsForwardOnly } from "../../../../../actions/kube-deploy/src/resolve/forward-only.ts";
import type { Current } from "../../../../../actions/lib/releases/current.ts";
import { holderNamed, releaseNumbered } from "../../../../support/releases/memory-store.ts";

const plain = (number: number) => ({
  ...releaseNumbered(number),
  verifiedAt: `2026-11-0${number}T00:00:00.000Z`,
});
const declared = (number: number) => ({ ...plain(number), forwardOnly: true });
const current = (change: Partial<Current>): Current => ({
  schema: 1,
  refused: [],
  by: holderNamed("deploy"),
  ...change,
});
/** Returns the current state of a destination that runs a release of dev, or of another environment. */
const running = (number: number, environment = "dev") =>
  current({ promotedFrom: { environment, release: plain(number).id } });
const failedOn = (day: number) =>
  current({
    forwardOnly: { commit: "c", run: "https://run", since: `2026-11-0${day}T12:00:00.000Z` },
  });

test.each<
  [
    string,
    boolean,
    Parameters<typeof bringsForwardOnly>[1]["releases"],
    Current | undefined,
    Current | undefined,
  ]
>([
  ["no release is declared", false, [plain(1), plain(2), plain(3)], undefined, running(1)],
  [
    "the release itself is declared",
    true,
    [plain(1), plain(2), declared(3)],
    undefined,
    running(1),
  ],
  [
    "a release in between, which was never promoted, is declared",
    true,
    [plain(1), declared(2), plain(3)],
    undefined,
    running(1),
  ],
  [
    "the release that runs in the destination is declared",
    false,
    [declared(1), plain(2), plain(3)],
    undefined,
    running(1),
  ],
  ["a newer release is declared", false, [plain(3), declared(4)], undefined, running(1)],
  ["nothing runs in the destination yet", true, [declared(1), plain(3)], undefined, undefined],
  [
    "the destination runs a release of another source",
    true,
    [declared(1), plain(3)],
    undefined,
    running(2, "qa"),
  ],
  [
    "a declared commit failed in the source between the two releases",
    true,
    [plain(1), plain(3)],
    failedOn(2),
    running(1),
  ],
  [
    "a declared commit failed before the release in the destination",
    false,
    [plain(2), plain(3)],
    failedOn(1),
    running(2),
  ],
  [
    "a declared commit failed after the release",
    false,
    [plain(2), plain(3)],
    failedOn(3),
    running(2),
  ],
])("brings a forward-only change if %s: %s", (_, expected, releases, source, live) => {
  const from = { environment: "dev", releases, current: source };
  expect(bringsForwardOnly(plain(3), from, live)).toBe(expected);
});
