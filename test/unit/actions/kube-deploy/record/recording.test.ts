import { expect, test } from "@jest/globals";
import {
  recordFailure,
  recordPartial,
} from "../../../../../actions/kube-deploy/src/record/recording.ts";
import type { Recording } from "../../../../../actions/kube-deploy/src/record/recording.ts";
import { readContext } from "../../../../../actions/lib/github/context.ts";
import { explainForwardOnly, readCurrent } from "../../../../../actions/lib/releases/current.ts";
import type { Current } from "../../../../../actions/lib/releases/current.ts";
import { readHistory } from "../../../../../actions/lib/releases/history.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { promotionJob } from "../../../../support/promotions.ts";
import { holderNamed, memoryStore } from "../../../../support/releases/memory-store.ts";
import type { MemoryStore } from "../../../../support/releases/memory-store.ts";

const failure = new ActionError({ reason: "plan-changed", message: "the plan is another one" });

async function record(store: MemoryStore, live: Partial<Current>) {
  const context = readContext({ GITHUB_RUN_ID: "77", GITHUB_RUN_ATTEMPT: "1" }, undefined);
  const job = { ...promotionJob(), context };
  const value: Current = { schema: 1, refused: [], by: holderNamed("deploy"), ...live };
  const before = { value, etag: "" };
  await recordPartial({ rootModule: { job }, store, before } as unknown as Recording, failure);
  return job.lines;
}

test.each<[string, Partial<Current>, object]>([
  ["the running release stays live", { liveSince: "2026-11-28T10:00:00Z" }, { live: "r" }],
  ["a release that was not live before does not become live", {}, {}],
])("if only the infrastructure was changed, %s", async (_, current, live) => {
  const store = memoryStore();
  expect(await record(store, { release: "r", ...current })).toStrictEqual([]);
  expect((await readHistory(store)).map(({ event }) => event)).toStrictEqual([
    {
      kind: "outcome",
      status: "partial",
      failureReason: "plan-changed",
      detail: failure.message,
      ...live,
    },
  ]);
  expect(store.objects.has("current.json")).toBe(false);
});

test("an outcome that cannot be recorded is a warning", async () => {
  const store = memoryStore();
  store.create = () => Promise.reject(new Error("access denied"));
  expect(await record(store, {})).toStrictEqual([
    "the outcome is not recorded in s3://fleet-state/dev: access denied",
  ]);
});

test("a forward-only commit that fails in the same second as the last release is a barrier, whichever clock is ahead", async () => {
  const store = memoryStore("dev", Date.parse("2026-11-28T12:00:00.100Z"));
  const verifiedAt = "2026-11-28T12:00:00.900Z";
  const release = "20261128T120000Z-aaaaaaaaaaaa";
  store.put("current.json", { schema: 1, refused: [], by: holderNamed("deploy"), release });
  const context = readContext({ GITHUB_RUN_ID: "77", GITHUB_RUN_ATTEMPT: "1" }, undefined);
  const rootModule = { job: { ...promotionJob(), context, environment: {} } };
  const inputs = { forwardOnly: true, commit: "b".repeat(40) };
  const before = await readCurrent(store);
  await recordFailure({ inputs, rootModule, store, before } as unknown as Recording, failure);
  expect(rootModule.job.lines).toStrictEqual([]);
  const after = await readCurrent(store);
  expect(explainForwardOnly(after?.value, verifiedAt)).toMatch(/^the commit b{40} was declared/);
});
