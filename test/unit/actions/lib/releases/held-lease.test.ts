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
  // The SDK reads the endpoint from the environment of the process.
  Object.assign(process.env, cloud.aws.environment());
});
afterEach(() => {
  jest.useRealTimers();
  process.env = { ...before };
});

/** Creates a job that holds the lease of its own environment. */
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

/** Counts the writes to S3. */
const writes = () =>
  cloud.aws.requests.filter(({ operation }) => operation === "s3:PutObject").length;

const leaseIn = async (store: Store): Promise<Lease> =>
  JSON.parse(Buffer.from((await store.read("lease.json"))!.bytes).toString()) as Lease;

test("a job without a lease does not need one", async () => {
  const job = { environment: {} } as unknown as Job;
  expect(readHandedLease(job)).toBeUndefined();
  await requireLease({ environment: {}, job });
  keepLease({ environment: {}, job });
});

test.each(["{", "[]", '{"token":"x"}'])(
  "a variable that does not hold a lease stops the job: %s",
  (text) => {
    const job = { environment: { [LEASE_VARIABLE]: text } } as unknown as Job;
    expect(() => readHandedLease(job)).toThrow("does not hold a lease");
  },
);

test("the lease is checked and renewed before a change; a lost lease stops the job", async () => {
  const { store, job, identity, said, environment } = await stage();
  const start = writes();
  await requireLease({ environment: identity, job });
  const renewed = await leaseIn(store);
  // The test does not compare times: each step estimates the clock of the store, which shows full seconds.
  expect(writes()).toBe(start + 1);
  expect(said).toStrictEqual([
    `this job holds the lease of ${environment}, until ${renewed.expiresAt}`,
  ]);
  await releaseLease(store, "ours");
  await expect(requireLease({ environment: identity, job })).rejects.toMatchObject({
    reason: "lease-lost",
  });
});

test("the lease is renewed every two minutes while a job works; failures are retried, and a loss is reported once", async () => {
  const { store, job, identity, said, environment } = await stage();
  jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask", "Date"] });
  /** Requests need turns of the loop. */
  const pass = async (isOver: () => boolean) => {
    jest.advanceTimersByTime(120_000);
    for (let turn = 0; turn < 100_000 && !isOver(); turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect(isOver()).toBe(true);
    // Lets the work after the answer run, up to the next timer.
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
