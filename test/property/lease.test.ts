import { expect, test } from "@jest/globals";
import {
  LEASE_LIFE,
  releaseLease,
  renewLease,
  takeLease,
} from "../../actions/lib/releases/lease.ts";
import type { Lease } from "../../actions/lib/releases/lease.ts";
import type { Store } from "../../actions/lib/releases/store.ts";
import { ActionError } from "../../actions/lib/runtime/errors.ts";
import { holderNamed, leaseIn, memoryStore } from "../support/releases/memory-store.ts";
import type { MemoryStore } from "../support/releases/memory-store.ts";
import fc from "../support/fast-check.ts";

/** What a taker does with its lease: several changes, each after a stall of some milliseconds. */
interface Taker {
  stalls: number[];
  releases: boolean;
  breaks: boolean;
}

const taker: fc.Arbitrary<Taker> = fc.record({
  stalls: fc.array(
    fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 2 * LEASE_LIFE })),
    { maxLength: 3 },
  ),
  releases: fc.boolean(),
  breaks: fc.boolean(),
});

/**
 * Returns the store as the takers see it. An operation is carried out when it is requested, and answered when the
 * scheduler says so. Each written lease is compared with the previous lease at the moment of the write.
 */
function scheduled(store: MemoryStore, scheduler: fc.Scheduler): { view: Store; taken: Lease[] } {
  const taken: Lease[] = [];
  const checked = async (name: string, write: () => Promise<string | undefined>) => {
    const before = store.objects.has("lease.json") ? leaseIn(store) : undefined;
    const etag = await write();
    if (etag === undefined || name !== "lease.json") return etag;
    const lease = leaseIn(store);
    if (lease.token !== before?.token) taken.push(lease);
    const isHeld =
      before !== undefined &&
      before.token !== lease.token &&
      before.releasedAt === undefined &&
      Date.parse(before.expiresAt) > store.time;
    // Never two holders at once: a held lease changes hands only with a reason, and names the job it was taken from.
    if (isHeld) expect(lease.broken?.holder).toStrictEqual(before.holder);
    return etag;
  };
  const view: Store = {
    ...store,
    now: () => Promise.resolve(store.time),
    read: scheduler.scheduleFunction((name: string) => store.read(name)),
    create: scheduler.scheduleFunction((name: string, bytes: Uint8Array) =>
      checked(name, () => store.create(name, bytes)),
    ),
    replace: scheduler.scheduleFunction((name: string, bytes: Uint8Array, etag: string) =>
      checked(name, () => store.replace(name, bytes, etag)),
    ),
  };
  return { view, taken };
}

async function runTaker(
  { stalls, releases, breaks }: Taker,
  job: string,
  store: MemoryStore,
  view: Store,
  scheduler: fc.Scheduler,
): Promise<string> {
  const pass = scheduler.scheduleFunction((milliseconds: number) => {
    store.time += milliseconds;
    return Promise.resolve();
  });
  // A wait lasts until one second before the awaited lease expires, so that each look happens close to the edge.
  const wait = (milliseconds: number) =>
    pass(Math.max(milliseconds, Date.parse(leaseIn(store).expiresAt) - 1000 - store.time));
  try {
    const lease = await takeLease(
      view,
      {
        token: job,
        holder: holderNamed(job),
        timeout: 2 * LEASE_LIFE,
        overrideReason: breaks ? "it hangs" : undefined,
      },
      {
        clock: { now: () => store.time, wait },
        signal: new AbortController().signal,
        log: { info: () => undefined },
      },
    );
    let { expiresAt } = lease;
    for (const stall of stalls) {
      await pass(stall);
      const isOver = store.time >= Date.parse(expiresAt);
      const isTaken = leaseIn(store).token !== job;
      const renewed = await renewLease(view, job);
      // A job that stalled past the end of its lease, or lost it to another job, never gets here: it makes no more
      // change.
      expect([isOver, isTaken]).toStrictEqual([false, false]);
      ({ expiresAt } = renewed);
    }
    return releases && (await releaseLease(view, job)) ? "released" : "ended";
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    expect(error.reason).toMatch(/^lease-(held|lost)$/);
    return error.reason;
  }
}

test("in any order of requests, two runs never hold the lease, and a stalled run finds out that it lost it", async () => {
  const results = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(taker, { minLength: 2, maxLength: 5 }),
      async (scheduler, takers) => {
        const store = memoryStore();
        const { view, taken } = scheduled(store, scheduler);
        const runs = takers.map((one, index) =>
          runTaker(one, `job-${index}`, store, view, scheduler),
        );
        for (const result of await scheduler.waitFor(Promise.all(runs))) results.add(result);
        expect(taken.length).toBeGreaterThan(0);
      },
    ),
  );
  // The orders that were tried produced all of these results.
  expect([...results].sort()).toStrictEqual(["ended", "lease-held", "lease-lost", "released"]);
}, 180_000);
