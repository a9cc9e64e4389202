import { afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import {
  LEASE_VARIABLE,
  keepLease,
  readHandedLease,
  requireLease,
} from "../../../../../actions/lib/releases/held-lease.ts";
import { releaseLease, takeLease } from "../../../../../actions/lib/releases/lease.ts";
import type { Lease } from "../../../../../actions/lib/releases/lease.ts";
import { openStore } from "../../../../../actions/lib/releases/store.ts";
import type { Store } from "../../../../../actions/lib/releases/store.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { ACCOUNT, REGION } from "../../../../support/cloud.ts";
import { holderNamed } from "../../../../support/releases/memory-store.ts";
import { cloud, useCloud } from "../../../../support/use-cloud.ts";

const BUCKET = "fleet-state";
const before = { ...process.env };
let count = 0;

useCloud();
beforeAll(() => {
  cloud.aws.s3.create(BUCKET, ACCOUNT, REGION);
});
beforeEach(() => {
  cloud.aws.faults.clear();
  // The SDK reads the endpoint from the process.
  Object.assign(process.env, cloud.aws.environment());
});
afterEach(() => {
  jest.useRealTimers();
  process.env = { ...before };
});

/** A job that holds the lease of an environment of its own. */
async function stage() {
  const environment = `env-${(count += 1)}`;
  const key = cloud.aws.userKey("deployer");
  const identity = {
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  };
  const store = openStore(
    { bucket: BUCKET, environment, accountId: ACCOUNT },
    { region: REGION, credentials: key },
    { cancelled: new AbortController().signal },
  );
  const taking = { log: { info: () => undefined }, signal: new AbortController().signal };
  await takeLease(store, { token: "ours", holder: holderNamed("deploy"), timeout: 0 }, taking);
  const handed = { token: "ours", environment, bucket: BUCKET, region: REGION, accountId: ACCOUNT };
  const said: string[] = [];
  const job = {
    environment: { [LEASE_VARIABLE]: JSON.stringify(handed) },
    cancelled: new AbortController().signal,
    log: {
      info: (text: string) => void said.push(text),
      warning: (text: string) => void said.push(`warning: ${text}`),
    },
  } as unknown as Job;
  return { store, job, identity, said, environment };
}

/** How often something was written. */
const writes = () =>
  cloud.aws.requests.filter(({ operation }) => operation === "s3:PutObject").length;

const leaseIn = async (store: Store): Promise<Lease> =>
  JSON.parse(Buffer.from((await store.read("lease.json"))!.bytes).toString()) as Lease;

test("a job that no step took a lease for is not asked for one", async () => {
  const job = { environment: {} } as unknown as Job;
  expect(readHandedLease(job)).toBeUndefined();
  await requireLease({ environment: {}, job });
  keepLease({ environment: {}, job });
});

test.each(["{", "[]", '{"token":"x"}'])(
  "a variable that holds no lease stops the job: %s",
  (text) => {
    const job = { environment: { [LEASE_VARIABLE]: text } } as unknown as Job;
    expect(() => readHandedLease(job)).toThrow("does not hold a lease");
  },
);

test("before a change the lease is checked and renewed; a lost one stops the job", async () => {
  const { store, job, identity, said, environment } = await stage();
  const start = writes();
  await requireLease({ environment: identity, job });
  const renewed = await leaseIn(store);
  // Its time may be any: each step estimates the clock of the store, which tells whole seconds, for itself.
  expect(writes()).toBe(start + 1);
  expect(said).toStrictEqual([
    `this job holds the lease of ${environment}, until ${renewed.expiresAt}`,
  ]);
  await releaseLease(store, "ours");
  await expect(requireLease({ environment: identity, job })).rejects.toMatchObject({
    reason: "lease-lost",
  });
});

test("while a job works its lease is renewed every two minutes; trouble is tried again, a loss is reported once", async () => {
  const { store, job, identity, said, environment } = await stage();
  jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask", "Date"] });
  /** Requests need turns of the loop. */
  const pass = async (isOver: () => boolean) => {
    jest.advanceTimersByTime(120_000);
    for (let turn = 0; turn < 100_000 && !isOver(); turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect(isOver()).toBe(true);
    // What follows the answer, up to the next timer.
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const start = writes();
  keepLease({ environment: identity, job });
  await pass(() => writes() === start + 1);
  cloud.aws.faults.add({ match: { operation: "s3:PutObject" }, respond: { status: 403 } });
  await pass(() => said.length === 1);
  expect(said.pop()).toMatch(
    new RegExp(`^the lease of ${environment} was not renewed yet: S3 refused`),
  );
  await pass(() => writes() === start + 3);
  await releaseLease(store, "ours");
  await pass(() => said.length === 1);
  expect(said).toStrictEqual([
    expect.stringMatching(
      /^warning: this job does not hold the lease of env-\d+ any more: it was released/,
    ),
  ]);
  const end = cloud.aws.requests.length;
  await pass(() => true);
  expect(cloud.aws.requests).toHaveLength(end);
});
