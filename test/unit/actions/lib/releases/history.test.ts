import { expect, test } from "@jest/globals";
import { appendHistory, readHistory } from "../../../../../actions/lib/releases/history.ts";
import type { Happening } from "../../../../../actions/lib/releases/history.ts";
import { holderNamed, memoryStore } from "../../../../support/releases/memory-store.ts";

const by = holderNamed("deploy");
const HAPPENINGS: Happening[] = [
  { kind: "outcome", status: "healthy", live: "20261128T110000Z-aaaaaaaaaaaa" },
  { kind: "refusal", failureReason: "environment-held", detail: "octocat holds it" },
  {
    kind: "rejection",
    run: "https://github.com/x/y/actions/runs/1",
    person: "mona",
    comment: "no",
  },
  { kind: "lease-broken", holder: by, reason: "it hangs" },
];

test("what happened is appended, and read in its order", async () => {
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

test("older entries are not even read", async () => {
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

test("only entries of a kind are read", async () => {
  const store = memoryStore();
  for (const event of HAPPENINGS) await appendHistory(store, by, event);
  const other = { run: "https://github.com/x/y/actions/runs/2", person: "hubot", comment: "" };
  await appendHistory(store, by, { kind: "rejection", ...other });
  const { read } = store.calls;
  const entries = await readHistory(store, { kind: "rejection" });
  expect(entries.map(({ event }) => event.kind)).toStrictEqual(["rejection", "rejection"]);
  expect(store.calls.read - read).toBe(2);
});

test("two of one kind in one second are both kept, and ten are too many", async () => {
  const store = memoryStore();
  for (let count = 0; count < 9; count += 1)
    await appendHistory(store, by, {
      kind: "refusal",
      failureReason: "frozen",
      detail: `${count}`,
    });
  const details = (await readHistory(store)).map(({ event }) => "detail" in event && event.detail);
  expect(details.sort()).toStrictEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
  await expect(
    appendHistory(store, by, { kind: "refusal", failureReason: "frozen", detail: "9" }),
  ).rejects.toMatchObject({ reason: "store-refused" });
});

test("an entry of another form is named", async () => {
  const store = memoryStore();
  store.put("history/20261128T120000Z-1-1-party.json", { schema: 1, event: { kind: "party" } });
  await expect(readHistory(store)).rejects.toMatchObject({
    reason: "store-unreadable",
    message: expect.stringContaining("history/20261128T120000Z-1-1-party.json"),
  });
});
