import { expect, test } from "@jest/globals";
import { appendHistory, readHistory } from "../../../../../actions/lib/releases/history.ts";
import type { Happening } from "../../../../../actions/lib/releases/history.ts";
import { holderNamed, memoryStore } from "../../../../support/releases/memory-store.ts";

const by = holderNamed("deploy");
const HAPPENINGS: Happening[] = [
  { kind: "outcome", status: "healthy", live: "20261128T110000Z-aaaaaaaaaaaa" },
  { kind: "refusal", failureReason: "environment-held", detail: "octocat holds it" },
  { kind: "rejection", run: by.run, person: "mona", comment: "no" },
  { kind: "lease-broken", holder: by, reason: "it hangs" },
];

test("events are appended, and read in order", async () => {
  const store = memoryStore();
  const names: string[] = [];
  for (const event of HAPPENINGS) {
    names.push(await appendHistory(store, by, event));
    store.time += 1000;
  }
  expect(names[0]).toBe("history/20261128T120000Z-77-1-outcome.json");
  const entries = await readHistory(store);
  expect(entries.map(({ event }) => event)).toStrictEqual(HAPPENINGS);
  expect(entries[1]).toMatchObject({ environment: "dev", time: "2026-11-28T12:00:01.000Z", by });
});

test.each([
  ["in the same second", "2026-11-28T12:00:00.900Z", "2026-11-28T12:00:01.000Z"],
  ["with a clock that is behind", "2026-11-28T11:59:59.400Z", "2026-11-28T12:00:01.000Z"],
  ["a second later", "2026-11-28T12:00:01.300Z", "2026-11-28T12:00:01.300Z"],
])("an entry of another run comes after the entries that it knew: %s", async (_, at, time) => {
  const store = memoryStore("dev", Date.parse("2026-11-28T12:00:00.300Z"));
  await appendHistory(store, { ...by, runId: 900 }, { kind: "outcome", status: "healthy" });
  store.time = Date.parse(at);
  await appendHistory(store, by, { kind: "refusal", failureReason: "superseded", detail: "" });
  const entries = await readHistory(store);
  expect(entries.map(({ event }) => event.kind)).toStrictEqual(["outcome", "refusal"]);
  expect(entries[1]?.time).toBe(time);
  expect(await store.list("history/")).toStrictEqual([
    "history/20261128T120000Z-900-1-outcome.json",
    "history/20261128T120001Z-77-1-refusal.json",
  ]);
});

test("an entry with a clock that is far ahead does not move other entries", async () => {
  const store = memoryStore("dev", Date.parse("2026-11-28T23:59:59Z"));
  store.put("history/20261129T000500Z-9-1-refusal.json", {});
  const refusal = { kind: "refusal", failureReason: "frozen", detail: "" } as const;
  expect(await appendHistory(store, by, refusal)).toBe(
    "history/20261128T235959Z-77-1-refusal.json",
  );
});

test("older entries are not read", async () => {
  const store = memoryStore();
  for (const event of HAPPENINGS) {
    await appendHistory(store, by, event);
    store.time += 60_000;
  }
  const { read } = store.calls;
  const entries = await readHistory(store, { since: Date.parse("2026-11-28T12:02:00Z") });
  expect(entries.map(({ event }) => event.kind)).toStrictEqual(["rejection", "lease-broken"]);
  expect(store.calls.read - read).toBe(2);
});

test("only entries of the given kind are read", async () => {
  const store = memoryStore();
  for (const event of HAPPENINGS) await appendHistory(store, by, event);
  const other = { run: "https://github.com/x/y/actions/runs/2", person: "hubot", comment: "" };
  await appendHistory(store, by, { kind: "rejection", ...other });
  const { read } = store.calls;
  const entries = await readHistory(store, { kind: "rejection" });
  expect(entries.map(({ event }) => event.kind)).toStrictEqual(["rejection", "rejection"]);
  expect(store.calls.read - read).toBe(2);
});

test("twelve entries of one kind at one time are all kept, and thirteen are too many", async () => {
  const store = memoryStore();
  const refuse = (detail: string): Promise<string> =>
    appendHistory(store, by, { kind: "refusal", failureReason: "frozen", detail });
  const details = Array.from({ length: 12 }, (_, index) => `${index}`);
  for (const detail of details) await refuse(detail);
  const kept = (await readHistory(store)).map(({ event }) => "detail" in event && event.detail);
  expect(kept.sort()).toStrictEqual(details.sort());
  await expect(refuse("one more")).rejects.toMatchObject({ reason: "store-refused" });
});

test("an entry in another form is named in the error", async () => {
  const store = memoryStore();
  store.put("history/20261128T120000Z-1-1-party.json", { schema: 1, event: { kind: "party" } });
  await expect(readHistory(store)).rejects.toMatchObject({
    reason: "store-unreadable",
    message: expect.stringContaining("history/20261128T120000Z-1-1-party.json"),
  });
});
