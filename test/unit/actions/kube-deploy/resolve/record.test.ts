import { beforeEach, expect, test } from "@jest/globals";
import {
  recordOverrides,
  recordRefusal,
} from "../../../../../actions/kube-deploy/src/resolve/record.ts";
import { readContext } from "../../../../../actions/lib/github/context.ts";
import type { Choice } from "../../../../../actions/lib/releases/eligible.ts";
import { readHistory } from "../../../../../actions/lib/releases/history.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { promotionJob } from "../../../../support/promotions.ts";
import { memoryStore, releaseNumbered } from "../../../../support/releases/memory-store.ts";
import type { MemoryStore } from "../../../../support/releases/memory-store.ts";

const release = releaseNumbered(1);
const refusal = new ActionError({ reason: "environment-held", message: "octocat holds it" });
let store: MemoryStore;
let job: Pick<ReturnType<typeof promotionJob>, "log" | "lines"> & {
  context: ReturnType<typeof readContext>;
};
beforeEach(() => {
  store = memoryStore("production");
  const context = readContext({ GITHUB_RUN_ID: "77", GITHUB_RUN_ATTEMPT: "1" }, undefined);
  job = { ...promotionJob(), context };
});

test("a refusal is recorded in the history of the destination", async () => {
  expect(await recordRefusal({ store, job }, refusal, release.id, "production")).toBeUndefined();
  expect((await readHistory(store)).map(({ event }) => event)).toStrictEqual([
    {
      kind: "refusal",
      failureReason: "environment-held",
      detail: "octocat holds it",
      release: release.id,
    },
  ]);
});

test("a job that only reads says that the refusal is not recorded", async () => {
  expect(await recordRefusal(undefined, refusal, undefined, "production")).toBe(
    "This refusal is not in the history of production: the role of this job may only read.",
  );
});

test("a refusal that cannot be recorded gives a warning, and remains the error of the job", async () => {
  store.create = () => Promise.reject(new Error("access denied"));
  await recordRefusal({ store, job }, refusal, undefined, "production");
  expect(job.lines).toStrictEqual([
    "the refusal is not recorded in s3://fleet-state/production: access denied",
  ]);
});

test("an error that is not a refusal is not recorded", async () => {
  await recordRefusal({ store, job }, new Error("a bug"), undefined, "production");
  expect(store.objects.size).toBe(0);
});

test("overridden rules of the source are recorded; overridden rules of the destination's gate are not", async () => {
  const choice: Choice = {
    release,
    livedFor: 0,
    obstacles: (["soaking", "unverified", "frozen"] as const).map((reason) => ({
      reason,
      detail: `it is ${reason}`,
      canBeOverridden: true,
    })),
  };
  await recordOverrides({ store, job }, choice, undefined);
  await recordOverrides(undefined, choice, "an incident");
  expect(store.objects.size).toBe(0);
  await recordOverrides({ store, job }, choice, "an incident");
  // Entries of the same second have no order.
  const events = (await readHistory(store)).map(({ event }) => event);
  for (const failureReason of ["soaking", "unverified"])
    expect(events).toContainEqual({
      kind: "override",
      failureReason,
      reason: "an incident",
      detail: `${release.id}: it is ${failureReason}`,
    });
  expect(events).toHaveLength(2);
});
