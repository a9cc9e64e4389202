import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { spread, systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import { ActionError } from "../runtime/errors.ts";
import type { Log } from "../runtime/job.ts";
import { SCHEMA, documentBytes, readDocument } from "./documents.ts";
import type { ReadDocument } from "./documents.ts";
import { appendHistory } from "./history.ts";
import { holderForm } from "./holder.ts";
import type { Holder } from "./holder.ts";
import type { Store } from "./store.ts";

const NAME = "lease.json";
/**
 * Milliseconds that a lease lasts without a renewal. Counted from its last renewal, this is longer than the five
 * minutes that GitHub gives a cancelled job to end.
 */
export const LEASE_LIFE = 10 * 60_000;
/**
 * Milliseconds after the end of a lease in which nobody takes it: two runs know the store's clock only to about a
 * second.
 */
const MARGIN = 5000;
/** Milliseconds between checks of a lease that another run holds. */
const POLL = 5000;

const leaseForm = z.object({
  schema: z.literal(SCHEMA),
  /** Only the holder knows it: nobody else writes the same lease. */
  token: z.string(),
  environment: z.string(),
  holder: holderForm,
  // Times are by the clock of the store, ISO 8601.
  takenAt: z.string(),
  renewedAt: z.string(),
  expiresAt: z.string(),
  releasedAt: z.optional(z.string()),
  /** The job that it was taken away from, and why. */
  broken: z.optional(z.object({ holder: holderForm, reason: z.string() })),
});

/** The right of one job to change an environment. It is released, or expires; the document stays. */
export type Lease = z.infer<typeof leaseForm>;

export interface LeaseRequest {
  /** Chosen by the job that takes the lease: see `newToken`. */
  token: string;
  holder: Holder;
  /** Milliseconds to wait for a lease that another run holds. */
  timeout: number;
  /** Why the lease is taken away from another run that still holds it after the wait. */
  overrideReason?: string | undefined;
}

interface Waiting {
  log: Pick<Log, "info">;
  /** If it is aborted, the wait ends with the signal's reason. */
  signal: AbortSignal;
  clock?: Clock;
}

export const newToken = (): string => randomUUID();

/**
 * Takes the lease of an environment. Every way to get it is one conditional write, so only one of several jobs gets it.
 * If a lease is taken away from its holder, the history records it.
 * @throws ActionError `lease-held` after the wait, the signal's reason if it is aborted, and as `Store.read`
 */
export async function takeLease(
  store: Store,
  request: LeaseRequest,
  { log, signal, clock = systemClock }: Waiting,
): Promise<Lease> {
  const deadline = clock.now() + request.timeout;
  let reported = "";
  for (;;) {
    signal.throwIfAborted();
    const found = await readLease(store);
    const now = await store.now();
    const free = found === undefined || isFree(found.value, now);
    const left = deadline - clock.now();
    if (free || (left <= 0 && request.overrideReason !== undefined)) {
      const taken = await tryTake(store, request, found, free, now);
      if (taken !== undefined) return taken;
      continue;
    }
    if (left <= 0) throw leaseHeld(found.value, store);
    if (found.value.token !== reported) log.info(`waiting: ${describeHolder(found.value)}`);
    reported = found.value.token;
    const untilFree = endOf(found.value) + MARGIN - now;
    await clock.wait(Math.max(1, Math.ceil(Math.min(spread()(POLL), left, untilFree))), signal);
  }
}

/** Tries to take the lease once. Undefined = another run was faster: look again. */
async function tryTake(
  store: Store,
  { token, holder, overrideReason = "" }: LeaseRequest,
  found: ReadDocument<Lease> | undefined,
  free: boolean,
  now: number,
): Promise<Lease | undefined> {
  const broken =
    free || found === undefined
      ? undefined
      : { holder: found.value.holder, reason: overrideReason };
  const lease: Lease = {
    schema: SCHEMA,
    token,
    environment: store.environment,
    holder,
    takenAt: isoTime(now),
    ...renewal(now),
    ...(broken === undefined ? {} : { broken }),
  };
  const bytes = documentBytes(lease);
  const etag =
    found === undefined
      ? await store.create(NAME, bytes)
      : await store.replace(NAME, bytes, found.etag);
  if (etag === undefined) return undefined;
  if (broken !== undefined) await appendHistory(store, holder, { kind: "lease-broken", ...broken });
  return lease;
}

/**
 * Checks that the lease is still ours, and renews it. This is called before every change. It fails when the lease has
 * expired, even if nobody has taken it since, because what happened in between is not known.
 * @throws ActionError `lease-lost`, and as `Store.read`
 */
export async function renewLease(store: Store, token: string): Promise<Lease> {
  for (;;) {
    const found = await readLease(store);
    const now = await store.now();
    const reason = reasonOfLoss(found?.value, token, now);
    if (found === undefined || reason !== undefined)
      throw leaseLost(store, reason ?? "its document is gone");
    const renewed = { ...found.value, ...renewal(now) };
    const etag = await store.replace(NAME, documentBytes(renewed), found.etag);
    // Otherwise another step of this job has renewed it, or another run has taken it: the next read shows which.
    if (etag !== undefined) return renewed;
  }
}

/**
 * Releases the lease.
 * @returns false if it is not ours any more
 * @throws ActionError as `Store.read`
 */
export async function releaseLease(store: Store, token: string): Promise<boolean> {
  for (;;) {
    const found = await readLease(store);
    if (found?.value.token !== token) return false;
    if (found.value.releasedAt !== undefined) return true;
    const released = { ...found.value, releasedAt: isoTime(await store.now()) };
    const etag = await store.replace(NAME, documentBytes(released), found.etag);
    if (etag !== undefined) return true;
  }
}

const readLease = (store: Store): Promise<ReadDocument<Lease> | undefined> =>
  readDocument(store, NAME, leaseForm);

const isoTime = (time: number): string => new Date(time).toISOString();
const endOf = ({ expiresAt }: Lease): number => Date.parse(expiresAt);

const renewal = (now: number): Pick<Lease, "renewedAt" | "expiresAt"> => ({
  renewedAt: isoTime(now),
  expiresAt: isoTime(now + LEASE_LIFE),
});

const isFree = (lease: Lease, now: number): boolean =>
  lease.releasedAt !== undefined || now >= endOf(lease) + MARGIN;

/** Returns why the lease is not ours any more; undefined as long as it is. */
function reasonOfLoss(lease: Lease | undefined, token: string, now: number): string | undefined {
  if (lease === undefined) return "its document is gone";
  if (lease.token !== token) {
    const { broken } = lease;
    const why = broken === undefined ? "" : ` and took it away: ${broken.reason}`;
    return `${describeHolder(lease)}${why}`;
  }
  if (lease.releasedAt !== undefined) return `it was released at ${lease.releasedAt}`;
  return now >= endOf(lease)
    ? `it expired at ${lease.expiresAt}, because it was last renewed at ${lease.renewedAt}`
    : undefined;
}

const describeHolder = ({ environment, holder, takenAt, expiresAt, releasedAt }: Lease): string =>
  `the job ${holder.job} of ${holder.actor} (${holder.run}) ` +
  (releasedAt === undefined
    ? `has held the lease of ${environment} since ${takenAt}, until ${expiresAt} unless it is renewed`
    : `held the lease of ${environment} from ${takenAt} to ${releasedAt}`);

const leaseHeld = (lease: Lease, { address }: Store): ActionError =>
  new ActionError({
    reason: "lease-held",
    message: `${describeHolder(lease)}. Nothing was changed`,
    fix: `wait for that run, or cancel it, and run this job again. If that run is dead, its lease ends by itself at ${lease.expiresAt}. With override-reason, a job takes it away when its lease-timeout is over. The lease is ${address}/${NAME}`,
  });

const leaseLost = ({ environment }: Store, reason: string): ActionError =>
  new ActionError({
    reason: "lease-lost",
    message: `this job does not hold the lease of ${environment} any more: ${reason}. Nothing further is changed or recorded`,
    fix: "see what the other run does, then run this job again",
  });
