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
/** A release of dev runs in the destination. */
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
  ["a release without a declaration", false, [plain(1), plain(2), plain(3)], undefined, running(1)],
  [
    "the release itself is declared",
    true,
    [plain(1), plain(2), declared(3)],
    undefined,
    running(1),
  ],
  [
    "one that was never promoted is declared",
    true,
    [plain(1), declared(2), plain(3)],
    undefined,
    running(1),
  ],
  [
    "what runs there already is declared",
    false,
    [declared(1), plain(2), plain(3)],
    undefined,
    running(1),
  ],
  ["a newer one is declared", false, [plain(3), declared(4)], undefined, running(1)],
  ["nothing runs there yet", true, [declared(1), plain(3)], undefined, undefined],
  [
    "what runs there is of another source",
    true,
    [declared(1), plain(3)],
    undefined,
    running(2, "qa"),
  ],
  [
    "one that failed in the source was declared",
    true,
    [plain(1), plain(3)],
    failedOn(2),
    running(1),
  ],
  ["one that failed before was declared", false, [plain(2), plain(3)], failedOn(1), running(2)],
  ["one that failed since was declared", false, [plain(2), plain(3)], failedOn(3), running(2)],
])("%s: %s", (_, expected, releases, source, live) => {
  const from = { environment: "dev", releases, current: source };
  expect(bringsForwardOnly(plain(3), from, live)).toBe(expected);
});
