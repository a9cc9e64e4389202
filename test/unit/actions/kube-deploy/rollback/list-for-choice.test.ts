import { expect, test } from "@jest/globals";
import { listForChoice } from "../../../../../actions/kube-deploy/src/rollback/list-for-choice.ts";
import { createRecord } from "../../../../../actions/lib/releases/record.ts";
import type { Current } from "../../../../../actions/lib/releases/current.ts";
import {
  holderNamed,
  memoryStore,
  releaseContent,
} from "../../../../support/releases/memory-store.ts";
import type { MemoryStore } from "../../../../support/releases/memory-store.ts";

async function list(store: MemoryStore, current?: Current) {
  const said: string[] = [];
  const summary: string[] = [];
  const job = {
    log: { notice: (text: string) => void said.push(text) },
    summarize: (text: string) => void summary.push(text),
  } as unknown as Parameters<typeof listForChoice>[2];
  return { error: await listForChoice(store, current, job), said, summary };
}

const verifiedAt = (minute: number) => `2026-11-28T10:${String(minute).padStart(2, "0")}:00.000Z`;
/** The last verified release is live; without `liveSince`, a later deployment has failed. */
const currentOf = (release: string, liveSince?: string): Current => ({
  schema: 1,
  release,
  commit: "c".repeat(40),
  refused: [],
  by: holderNamed("deploy"),
  ...(liveSince !== undefined && { liveSince }),
});

test("without a recorded release, nothing is listed", async () => {
  const { error, said, summary } = await list(memoryStore());
  expect(error).toMatchObject({
    reason: "release-needed",
    message: "dev has no recorded release to go back to",
  });
  expect([said, summary]).toStrictEqual([[], []]);
});

test.each([
  ["live", verifiedAt(2)],
  ["last verified", undefined],
])("lists the newest release first, each with its marks: %s", async (mark, liveSince) => {
  const store = memoryStore();
  const first = await createRecord(
    store,
    releaseContent({ verifiedAt: verifiedAt(1), forwardOnly: true }),
  );
  const second = await createRecord(store, releaseContent({ verifiedAt: verifiedAt(2) }));
  const { error, said, summary } = await list(store, currentOf(second.id, liveSince));
  expect(error).toMatchObject({
    reason: "release-needed",
    message: expect.stringContaining("dev has 2 recorded releases, listed above"),
  });
  const lines = (said[0] ?? "").split("\n");
  expect(lines).toStrictEqual([
    "releases of dev, the newest first:",
    `${second.id} (commit cccccccccccc, verified ${verifiedAt(2)}, by octocat, ${mark})`,
    `${first.id} (commit cccccccccccc, verified ${verifiedAt(1)}, by octocat, forward-only)`,
  ]);
  expect(summary[0]).toContain(`\`${second.id}\` (${mark})`);
  expect(summary[0]).toContain(`\`${first.id}\` (forward-only)`);
});

test("an unusable record stays in the list, marked as unusable", async () => {
  const store = memoryStore();
  const { id } = await createRecord(store, releaseContent());
  store.put(`releases/${id}.json`, { schema: 1 });
  const { said, summary } = await list(store);
  expect(said[0]).toContain(`${id} (its record cannot be used)`);
  expect(summary[0]).toContain("its record cannot be used");
});

test("of many releases, lists the newest 20", async () => {
  const store = memoryStore();
  for (let minute = 1; minute <= 21; minute += 1)
    await createRecord(store, releaseContent({ verifiedAt: verifiedAt(minute) }));
  const { error, said } = await list(store);
  expect(error.message).toContain("dev has 21 recorded releases (the newest 20 are listed)");
  expect((said[0] ?? "").split("\n")).toHaveLength(21);
});
