import * as z from "zod/mini";
import { ActionError } from "../runtime/errors.ts";
import type { CommitOrders } from "./commit-order.ts";
import { SCHEMA, documentBytes, readDocument } from "./documents.ts";
import type { ReadDocument } from "./documents.ts";
import { holderForm } from "./holder.ts";
import type { Holder } from "./holder.ts";
import type { ReleaseRecord } from "./record.ts";
import type { Store } from "./store.ts";
import { timeOfName } from "./time.ts";

const NAME = "current.json";

const holdForm = z.object({
  /** person: until a person releases the hold. newer: commits that are newer than `commit` may be deployed. */
  mode: z.enum(["person", "newer"]),
  person: z.string(),
  reason: z.string(),
  /** Address of the run that set the hold. */
  run: z.string(),
  since: z.iso.datetime(),
  /** What ran when the hold was set. */
  commit: z.string(),
});

const currentForm = z.object({
  schema: z.literal(SCHEMA),
  /** The last release that was verified here, with its commit: the target of a rollback. */
  release: z.optional(z.string()),
  commit: z.optional(z.string()),
  /** When it became live, by the clock of the store. Without it, something that was not verified runs instead. */
  liveSince: z.optional(z.iso.datetime()),
  promotedFrom: z.optional(z.object({ environment: z.string(), release: z.string() })),
  hold: z.optional(holdForm),
  /** Commits that failed here and were rolled back. They and older commits are not deployed again. */
  refused: z.array(
    z.object({
      commit: z.string(),
      failureReason: z.string(),
      run: z.string(),
      since: z.iso.datetime(),
    }),
  ),
  /**
   * A commit that was declared forward-only and failed. It may have changed data anyway, so nothing returns to an older
   * release.
   */
  forwardOnly: z.optional(
    z.object({ commit: z.string(), run: z.string(), since: z.iso.datetime() }),
  ),
  /** The job that wrote this document. */
  by: holderForm,
});

/** What is live in an environment, and what may not become live there. */
export type Current = z.infer<typeof currentForm>;
export type Hold = z.infer<typeof holdForm>;
type Refused = Current["refused"][number];
type ForwardOnly = NonNullable<Current["forwardOnly"]>;

/**
 * Reads what is live. Undefined = nothing was recorded in this environment yet.
 * @throws ActionError `store-unreadable`, and as `Store.read`
 */
export const readCurrent = (store: Store): Promise<ReadDocument<Current> | undefined> =>
  readDocument(store, NAME, currentForm);

/**
 * Replaces the version that was read.
 * @param before undefined = there was none
 * @throws ActionError `lease-lost` if another run has written it since, and as `Store.read`
 */
export async function writeCurrent(
  store: Store,
  current: Current,
  before: ReadDocument<Current> | undefined,
): Promise<void> {
  const bytes = documentBytes(current);
  const etag =
    before === undefined
      ? await store.create(NAME, bytes)
      : await store.replace(NAME, bytes, before.etag);
  if (etag !== undefined) return;
  throw new ActionError({
    reason: "lease-lost",
    message: `${store.address}/${NAME} was written by another run since this job read it. Nothing was recorded`,
    fix: "see what the other run did, then run this job again; take the lease (lease: take), so that runs wait for each other",
  });
}

/**
 * Returns the time of an event in an environment: now, but later than the release that was live and the forward-only
 * commit that failed. Each run estimates the clock of the store, so two runs can differ by a second; and releases sort
 * by the whole seconds of their ids.
 * @param now milliseconds since the epoch, by the clock of the store
 */
export function timeAfter(before: Current | undefined, now: number): Date {
  const { release = "", forwardOnly } = before ?? {};
  const recorded = [timeOfName(release), forwardOnly && Date.parse(forwardOnly.since)];
  const nextSeconds = recorded.map((time) => (Math.floor((time ?? 0) / 1000) + 1) * 1000);
  return new Date(Math.max(now, ...nextSeconds));
}

/**
 * Returns the document after a release was verified. If it was already live, its start time does not change. Refusals
 * are removed once the refused commit, or one that contains it, is live.
 * @param orders the order of the release's commit and the refused ones
 */
export const withLiveRelease = (
  before: Current | undefined,
  { id, commit, promotedFrom }: ReleaseRecord,
  orders: CommitOrders,
  now: Date,
  by: Holder,
): Current => ({
  schema: SCHEMA,
  release: id,
  commit,
  promotedFrom,
  liveSince: (before?.release === id ? before.liveSince : undefined) ?? now.toISOString(),
  hold: before?.hold,
  forwardOnly: before?.forwardOnly,
  refused: (before?.refused ?? []).filter(({ commit: failed }) => !includes(orders, failed)),
  by,
});

const includes = (orders: CommitOrders, commit: string): boolean =>
  ["same", "newer"].includes(orders.get(commit) ?? "");

/** What a failed deployment leaves behind. */
interface Failure {
  /** The commit that failed, if it was rolled back automatically: then the last verified release runs again. */
  refused?: Refused | undefined;
  /** The commit that failed, if it was declared forward-only. */
  forwardOnly?: ForwardOnly | undefined;
}

/** Returns the document after a failed deployment. */
export const withFailure = (
  before: Current | undefined,
  { refused, forwardOnly = before?.forwardOnly }: Failure,
  now: Date,
  by: Holder,
): Current => ({
  ...(before ?? { schema: SCHEMA }),
  forwardOnly,
  liveSince: refused === undefined || before?.release === undefined ? undefined : now.toISOString(),
  refused: [...(before?.refused ?? []), ...(refused === undefined ? [] : [refused])],
  by,
});

/** Returns the document after a person rolled back (a hold), or allowed deployments again (undefined). */
export const withHold = (before: Current, hold: Hold | undefined, by: Holder): Current => ({
  ...before,
  hold,
  by,
});

/**
 * Returns why nothing may return to a release: a commit that was declared forward-only has failed since the release was
 * verified. Undefined if it may.
 * @param verifiedAt of the release, ISO 8601
 */
export function explainForwardOnly(
  current: Current | undefined,
  verifiedAt: string,
): string | undefined {
  const { forwardOnly } = current ?? {};
  if (forwardOnly === undefined || Date.parse(verifiedAt) > Date.parse(forwardOnly.since))
    return undefined;
  const { commit, since, run } = forwardOnly;
  return `the commit ${commit} was declared forward-only and failed at ${since} (${run}): what it did to data cannot be undone by older code`;
}

/** Returns the commits with which a candidate must be compared before `explainRefusal`. */
export const commitsToCompare = ({ hold, refused }: Current): string[] => [
  ...(hold === undefined ? [] : [hold.commit]),
  ...refused.map(({ commit }) => commit),
];

/** Why a commit may not be deployed. */
export interface Refusal {
  reason: "environment-held" | "release-refused";
  detail: string;
}

/**
 * Returns why a commit may not become live, unless a person overrides it; undefined if it may. The commit of the live
 * release always may: to deploy it again changes nothing.
 * @param orders the order of the candidate and `commitsToCompare`
 */
export function explainRefusal(
  { hold, refused, commit: live, liveSince }: Current,
  candidate: string,
  orders: CommitOrders,
): Refusal | undefined {
  if (hold !== undefined && !(hold.mode === "newer" && orders.get(hold.commit) === "newer")) {
    const rest = hold.mode === "newer" ? `; commits newer than ${hold.commit} may be deployed` : "";
    return {
      reason: "environment-held",
      detail: `${hold.person} has held the environment since ${hold.since}: ${hold.reason} (${hold.run})${rest}`,
    };
  }
  if (candidate === live && liveSince !== undefined) return undefined;
  const failed = refused.find(({ commit }) => orders.get(commit) !== "newer");
  if (failed === undefined) return undefined;
  const older = failed.commit === candidate ? "" : `, and ${candidate} is not newer`;
  return {
    reason: "release-refused",
    detail: `${failed.commit} failed with ${failed.failureReason} and was rolled back at ${failed.since} (${failed.run})${older}`,
  };
}
