import { expect, test } from "@jest/globals";
import { timeAfter } from "../../../../../actions/lib/releases/current.ts";
import {
  createRecord,
  listReleases,
  readRecord,
} from "../../../../../actions/lib/releases/record.ts";
import {
  holderNamed,
  memoryStore,
  releaseContent,
} from "../../../../support/releases/memory-store.ts";

test("a release is recorded with its time and the hash of its content as ID, and can be read", async () => {
  const store = memoryStore();
  const record = await createRecord(store, releaseContent());
  expect(record.id).toMatch(/^20261128T110000Z-[0-9a-f]{12}$/);
  expect(await readRecord(store, record.id)).toStrictEqual(record);
  expect([...store.objects.keys()]).toStrictEqual([`releases/${record.id}.json`]);
});

test("the same content is the same release, in any order", async () => {
  const store = memoryStore();
  const content = releaseContent();
  const first = await createRecord(store, content);
  const reversed = Object.fromEntries(Object.entries(content).reverse()) as typeof content;
  expect((await createRecord(store, reversed)).id).toBe(first.id);
  expect(store.objects.size).toBe(1);
});

test("other content is another release", async () => {
  const store = memoryStore();
  const ids = new Set<string>();
  for (const change of [{}, { commit: "d".repeat(40) }, { status: "partial" as const }])
    ids.add((await createRecord(store, releaseContent(change))).id);
  expect(ids.size).toBe(3);
});

test("numbers in outputs keep their digits", async () => {
  const store = memoryStore();
  const outputs = '{"id":12345678901234567890}';
  const { id } = await createRecord(store, releaseContent({ outputs }));
  expect((await readRecord(store, id)).outputs).toBe(outputs);
});

test("releases are listed newest first, without other objects", async () => {
  const store = memoryStore();
  const old = await createRecord(store, releaseContent({ verifiedAt: "2026-01-01T00:00:00.000Z" }));
  const recent = await createRecord(store, releaseContent());
  store.put("releases/readme.json", {});
  expect(await listReleases(store)).toStrictEqual([recent.id, old.id]);
});

const tampered: [string, (text: string, id: string) => string][] = [
  ["another digest", (text) => text.replace("4f4f", "5f4f")],
  ["another commit", (text) => text.replaceAll("c".repeat(40), "d".repeat(40))],
  ["an additional field", (text) => text.replace("{", '{ "note": "x",')],
  ["another id", (text, id) => text.replace(id, `20261128T110000Z-${"0".repeat(12)}`)],
  ["another time", (text) => text.replace("T11:00:00.000Z", "T11:00:01.000Z")],
];
test.each(tampered)("refuses a record that was changed: %s", async (_, change) => {
  const store = memoryStore();
  const { id } = await createRecord(store, releaseContent());
  const name = `releases/${id}.json`;
  const before = Buffer.from(store.objects.get(name)!).toString();
  const after = change(before, id);
  expect(after).not.toBe(before);
  store.objects.set(name, Buffer.from(after));
  await expect(readRecord(store, id)).rejects.toMatchObject({
    reason: "release-damaged",
    message: expect.stringContaining(`s3://fleet-state/dev/${name} does not have the content`),
  });
  // Recording the release again does not overwrite it.
  await expect(createRecord(store, releaseContent())).rejects.toMatchObject({
    reason: "release-damaged",
  });
});

test("refuses a record of another environment", async () => {
  const staging = memoryStore("staging");
  const dev = memoryStore("dev");
  const { id } = await createRecord(dev, releaseContent());
  for (const [name, bytes] of dev.objects) await staging.create(name, bytes);
  await expect(readRecord(staging, id)).rejects.toMatchObject({
    reason: "release-damaged",
    message: expect.stringContaining("is a release of dev, not of staging"),
  });
});

test("refuses a record that is not a release", async () => {
  const store = memoryStore();
  const { id } = await createRecord(store, releaseContent());
  store.put(`releases/${id}.json`, { schema: 1, id });
  await expect(readRecord(store, id)).rejects.toMatchObject({ reason: "store-unreadable" });
});

test.each(["20261128T110000Z-000000000000", "../lease", "latest", ""])(
  'names a release that does not exist, and those that exist: "%s"',
  async (wanted) => {
    const store = memoryStore();
    await expect(readRecord(store, wanted)).rejects.toMatchObject({
      reason: "release-not-found",
      message: `dev has no release "${wanted}"; it has none`,
    });
    const { id } = await createRecord(store, releaseContent());
    await expect(readRecord(store, wanted)).rejects.toMatchObject({
      message: `dev has no release "${wanted}"; the newest are ${id}`,
    });
  },
);

test("releases of the same second are sorted in the order of their verification", async () => {
  const store = memoryStore();
  const ids: string[] = [];
  for (let index = 0; index < 5; index++) {
    const before = { schema: 1 as const, refused: [], by: holderNamed("deploy"), release: ids[0] };
    const verifiedAt = timeAfter(before, store.time).toISOString();
    ids.unshift((await createRecord(store, releaseContent({ verifiedAt }))).id);
  }
  expect(await listReleases(store)).toStrictEqual(ids);
});
