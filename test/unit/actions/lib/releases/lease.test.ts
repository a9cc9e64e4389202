import { describe, expect, test } from "@jest/globals";
import {
  LEASE_LIFE,
  releaseLease,
  renewLease,
  takeLease,
} from "../../../../../actions/lib/releases/lease.ts";
import { holderNamed, leaseIn, memoryStore } from "../../../../support/releases/memory-store.ts";
import type { MemoryStore } from "../../../../support/releases/memory-store.ts";

const MINUTE = 60_000;
const idle = new AbortController().signal;

/** Takes the lease with a clock that advances only during waits. `said` is the log. */
function take(
  store: MemoryStore,
  token: string,
  change: { timeout?: number; overrideReason?: string; signal?: AbortSignal; runId?: number } = {},
) {
  const said: string[] = [];
  const waits: number[] = [];
  const { timeout = 0, overrideReason, signal = idle, runId } = change;
  const taken = takeLease(
    store,
    { token, holder: holderNamed(`job-${token}`, runId), timeout, overrideReason },
    {
      signal,
      log: { info: (text) => void said.push(text) },
      clock: {
        now: () => store.time,
        wait: (milliseconds) => {
          waits.push(milliseconds);
          store.time += milliseconds;
          return Promise.resolve();
        },
      },
    },
  );
  return { taken, said, waits };
}

describe("a lease is taken", () => {
  test("in an environment that never had a lease", async () => {
    const store = memoryStore();
    const lease = await take(store, "a").taken;
    expect(lease).toStrictEqual(store.document("lease.json"));
    expect(lease).toMatchObject({
      schema: 1,
      token: "a",
      environment: "dev",
      holder: { job: "job-a", runId: 77 },
      takenAt: "2026-11-28T12:00:00.000Z",
      expiresAt: "2026-11-28T12:10:00.000Z",
    });
  });

  test("after it was released", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    expect(await releaseLease(store, "a")).toBe(true);
    expect(leaseIn(store).releasedAt).toBe("2026-11-28T12:00:00.000Z");
    expect((await take(store, "b").taken).token).toBe("b");
    expect(leaseIn(store).releasedAt).toBeUndefined();
  });

  test("five seconds after it expired, and not earlier", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    store.time += LEASE_LIFE + 4999;
    await expect(take(store, "b").taken).rejects.toMatchObject({ reason: "lease-held" });
    store.time += 1;
    expect((await take(store, "b").taken).token).toBe("b");
  });
});

describe("a lease that another run holds (H-E 15)", () => {
  test("is waited for without a busy loop, and the log names its holder once", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    const second = take(store, "b", { timeout: 30 * MINUTE });
    expect((await second.taken).token).toBe("b");
    expect(second.said).toStrictEqual([
      "waiting: the job job-a of octocat (https://github.com/example-org/fleet/actions/runs/77) has held the lease of dev since 2026-11-28T12:00:00.000Z, until 2026-11-28T12:10:00.000Z unless it is renewed",
    ]);
    const waited = second.waits.reduce((sum, one) => sum + one, 0);
    expect(waited).toBe(LEASE_LIFE + 5000);
    // The last wait ends when the lease does.
    expect(second.waits.slice(0, -1).every((one) => one >= 3750 && one <= 6250)).toBe(true);
  });

  test("is described after the wait: holder, run, since when, until when, what to do", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    const second = take(store, "b", { timeout: 2 * MINUTE });
    await expect(second.taken).rejects.toMatchObject({
      reason: "lease-held",
      message: expect.stringMatching(
        /^the job job-a of octocat \(https:.*\/runs\/77\) has held the lease of dev since 2026-11-28T12:00:00\.000Z, until 2026-11-28T12:10:00\.000Z unless it is renewed\. Nothing was changed$/,
      ),
      fix: expect.stringMatching(/wait for that run.*2026-11-28T12:10.*override-reason/),
    });
    expect(store.time).toBe(Date.parse("2026-11-28T12:02:00Z"));
    expect(leaseIn(store).token).toBe("a");
  });

  test("is not waited for after a cancel", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    const controller = new AbortController();
    controller.abort(new Error("cancelled"));
    const second = take(store, "b", { timeout: MINUTE, signal: controller.signal });
    await expect(second.taken).rejects.toThrow("cancelled");
    expect(second.waits).toStrictEqual([]);
  });

  test("is taken away after the wait if there is a reason; the history has it, and the first holder gets an error", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    const second = take(store, "b", { timeout: MINUTE, overrideReason: "runner died", runId: 78 });
    expect(await second.taken).toMatchObject({
      token: "b",
      broken: { holder: { job: "job-a" }, reason: "runner died" },
    });
    expect(store.document("history/20261128T120100Z-78-1-lease-broken.json")).toMatchObject({
      environment: "dev",
      time: "2026-11-28T12:01:00.000Z",
      by: { job: "job-b", runId: 78 },
      event: { kind: "lease-broken", holder: { job: "job-a", runId: 77 }, reason: "runner died" },
    });
    await expect(renewLease(store, "a")).rejects.toMatchObject({
      reason: "lease-lost",
      message: expect.stringMatching(
        /lease of dev any more: the job job-b of octocat .*runs\/78\).*took it away: runner died\. Nothing further/,
      ),
    });
  });

  test("writes no history if the lease is free, although there is a reason to override", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    await releaseLease(store, "a");
    const lease = await take(store, "b", { overrideReason: "hold" }).taken;
    expect(lease.broken).toBeUndefined();
    expect([...store.objects.keys()]).toStrictEqual(["lease.json"]);
  });
});

describe("a lease that this job holds", () => {
  test("is renewed, and keeps its holder", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    store.time += 2 * MINUTE;
    expect(await renewLease(store, "a")).toMatchObject({
      token: "a",
      takenAt: "2026-11-28T12:00:00.000Z",
      renewedAt: "2026-11-28T12:02:00.000Z",
      expiresAt: "2026-11-28T12:12:00.000Z",
    });
  });

  const losses: [string, (store: MemoryStore) => unknown, string][] = [
    ["expired", (store) => (store.time += LEASE_LIFE), "it expired at"],
    ["was removed", (store) => store.objects.delete("lease.json"), "its document is gone"],
    ["was released", (store) => releaseLease(store, "a"), "it was released at"],
  ];
  test.each(losses)("is lost when it %s", async (_, lose, why) => {
    const store = memoryStore();
    await take(store, "a").taken;
    await lose(store);
    await expect(renewLease(store, "a")).rejects.toMatchObject({
      reason: "lease-lost",
      message: expect.stringContaining(why),
    });
  });

  test("can be renewed by two steps at the same time, because the slower one reads again", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    store.time += MINUTE;
    const first = renewLease(store, "a");
    store.time += 1;
    expect((await Promise.all([first, renewLease(store, "a")])).map(({ token }) => token)).toEqual([
      "a",
      "a",
    ]);
  });

  test("is released once, without a change to the lease of another run", async () => {
    const store = memoryStore();
    await take(store, "a").taken;
    expect([await releaseLease(store, "a"), await releaseLease(store, "a")]).toEqual([true, true]);
    await take(store, "b").taken;
    expect(await releaseLease(store, "a")).toBe(false);
    expect(leaseIn(store).releasedAt).toBeUndefined();
  });
});

test.each([
  [{ schema: 2 }, "it has schema 2, and this version reads schema 1"],
  [{ schema: 1, token: 7 }, "token: 7 is not valid. Expected text"],
  [[], "[] is not valid. Expected a map"],
])("a lease in another form stops the job: %j", async (document, why) => {
  const store = memoryStore();
  store.put("lease.json", document);
  await expect(take(store, "a").taken).rejects.toMatchObject({
    reason: "store-unreadable",
    message: expect.stringContaining(`s3://fleet-state/dev/lease.json cannot be used: ${why}`),
  });
});
