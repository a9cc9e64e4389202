import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Current } from "../../../../../actions/lib/releases/current.ts";
import { passGate } from "../../../../../actions/lib/releases/gate.ts";
import { createGitRepository } from "../../../../support/git-repository.ts";
import type { GitRepository } from "../../../../support/git-repository.ts";
import { holderNamed, memoryStore } from "../../../../support/releases/memory-store.ts";
import type { MemoryStore } from "../../../../support/releases/memory-store.ts";

const by = holderNamed("deploy");
const SINCE = "2026-11-28T10:00:00.000Z";
// The clock of the store says Saturday, 12:00 UTC.
const WEEKEND = { from: "Fri 16:00", to: "Mon 07:00", zone: "Europe/Berlin" };
const WEEKDAY = { from: "Tue 16:00", to: "Wed 07:00", zone: "Europe/Berlin" };

let repository: GitRepository;
const commits: string[] = [];
beforeAll(() => {
  repository = createGitRepository(mkdtempSync(path.join(tmpdir(), "gate-")));
  for (const name of ["first", "second", "third"]) commits.push(repository.commit(name));
});
afterAll(() => rmSync(repository.directory, { recursive: true }));

/** The state with the commit of this number live since SINCE. */
const live = (number: number, change: Partial<Current> = {}): Current => ({
  schema: 1,
  release: "20261128T100000Z-aaaaaaaaaaaa",
  commit: commits[number]!,
  liveSince: SINCE,
  refused: [],
  by,
  ...change,
});
const hold = (mode: "person" | "newer", number: number) => ({
  mode,
  person: "mona",
  reason: "it lost orders",
  run: by.run,
  since: SINCE,
  commit: commits[number]!,
});
const failed = (number: number) => ({
  commit: commits[number]!,
  failureReason: "crash-loop",
  run: by.run,
  since: SINCE,
});

interface Given {
  /** Number of the commit that wants to become live. */
  commit: number;
  freeze?: readonly (typeof WEEKEND)[];
  allowDowngrade?: boolean;
  overrideReason?: string;
}

async function pass(current: Current | undefined, given: Given) {
  const store = memoryStore();
  if (current !== undefined) store.put("current.json", current);
  const warnings: string[] = [];
  const log = { warning: (text: string) => void warnings.push(text) };
  const candidate = {
    freeze: given.freeze ?? [],
    allowDowngrade: given.allowDowngrade ?? false,
    commit: commits[given.commit]!,
    overrideReason: given.overrideReason,
  };
  let error: unknown;
  try {
    const { directory: checkout, environment } = repository;
    await passGate(store, candidate, by, { checkout, environment, log });
  } catch (thrown) {
    error = thrown;
  }
  return { store, warnings, error };
}

const eventsIn = (store: MemoryStore): unknown[] =>
  [...store.objects.keys()]
    .filter((name) => name.startsWith("history/"))
    .map((name) => (store.document(name) as { event: unknown }).event);

test.each<[string, () => Current | undefined, Given]>([
  ["nothing was recorded yet", () => undefined, { commit: 0 }],
  ["it is already live", () => live(1), { commit: 1 }],
  ["it is newer than the live commit", () => live(0), { commit: 1 }],
  ["older commits are allowed", () => live(2), { commit: 0, allowDowngrade: true }],
  [
    "it contains the fix for a failed commit",
    () => live(0, { refused: [failed(1)] }),
    { commit: 2 },
  ],
  ["the hold lets newer commits in", () => live(0, { hold: hold("newer", 1) }), { commit: 2 }],
  ["the environment is frozen at other times", () => live(0), { commit: 1, freeze: [WEEKDAY] }],
])("a commit passes if %s", async (_, current, given) => {
  const { error, warnings, store } = await pass(current(), given);
  expect([error, warnings, eventsIn(store)]).toStrictEqual([undefined, [], []]);
});

test.each<[string, string, () => Current | undefined, Given, RegExp]>([
  [
    ...(["environment-held", "a person holds it"] as const),
    ...([() => live(0, { hold: hold("person", 1) }), { commit: 2 }] as const),
    /mona has held the environment since 2026-11-28T10:00:00.000Z: it lost orders/,
  ],
  [
    ...(["environment-held", "the hold lets only newer commits in"] as const),
    ...([() => live(0, { hold: hold("newer", 1) }), { commit: 1 }] as const),
    /commits newer than \w{40} may be deployed/,
  ],
  [
    ...(["release-refused", "it failed there"] as const),
    ...([() => live(0, { refused: [failed(1)] }), { commit: 1 }] as const),
    /failed with crash-loop and was rolled back/,
  ],
  [
    ...(["superseded", "a newer commit is live"] as const),
    ...([() => live(2), { commit: 1 }, /which is newer than/] as const),
  ],
  [
    ...(["frozen", "the environment is frozen, also for the first deployment"] as const),
    ...([() => undefined, { commit: 1, freeze: [WEEKDAY, WEEKEND] }, /Fri 16:00 to Mon/] as const),
  ],
])("%s: a commit is refused if %s (K-E 56)", async (reason, _, current, given, detail) => {
  const { error, store } = await pass(current(), given);
  expect(error).toMatchObject({ reason, message: expect.stringMatching(detail) });
  expect((error as Error).message).toMatch(
    /^\w{40} may not be deployed to dev now: .*\. Nothing was changed$/,
  );
  expect(eventsIn(store)).toStrictEqual([
    { kind: "refusal", failureReason: reason, detail: expect.stringMatching(detail) },
  ]);
});

test("all obstacles are named, and an override reason overrides all of them", async () => {
  const current = live(2, { hold: hold("person", 2), refused: [failed(1)] });
  const refused = await pass(current, { commit: 1, freeze: [WEEKEND] });
  expect(refused.error).toMatchObject({
    reason: "environment-held",
    message: expect.stringMatching(/mona has held .*; .* is newer than .*; .* is frozen at/),
  });
  const overrideReason = "the fix cannot wait";
  const { error, warnings, store } = await pass(current, {
    commit: 1,
    freeze: [WEEKEND],
    overrideReason,
  });
  expect(error).toBeUndefined();
  expect(warnings).toHaveLength(3);
  expect(warnings[0]).toMatch(/mona has held .*\. It is overridden: the fix cannot wait$/);
  expect(eventsIn(store)).toMatchObject(
    ["environment-held", "superseded", "frozen"].map((failureReason) => ({
      kind: "override",
      failureReason,
      reason: overrideReason,
    })),
  );
  // The hold ends. The live release and the failed commits stay.
  const { hold: ended, ...rest } = store.document("current.json") as Current;
  expect(ended).toBeUndefined();
  expect(rest).toMatchObject({ release: current.release, refused: [failed(1)] });
});
