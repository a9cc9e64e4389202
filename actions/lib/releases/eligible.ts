import type { CommitOrder } from "./commit-order.ts";
import type { Refusal } from "./current.ts";
import type { Withdrawal } from "./live-time.ts";
import type { ReleaseRecord } from "./record.ts";

/** Why a release may not be promoted now. */
interface Obstacle {
  reason:
    | "unverified"
    /** The source went back from this release to an older one. */
    | "withdrawn"
    /** The release has not been live long enough in the source: it may become eligible later. */
    | "soaking"
    | "present"
    /** Its files cannot come from the running branch. */
    | "not-in-branch"
    | "superseded"
    | Refusal["reason"]
    | "frozen";
  /** A sentence for people, without a full stop. */
  detail: string;
  /** A person may override the obstacle with a reason. */
  canBeOverridden: boolean;
}

/** A release of the source, and what prevents its promotion. */
export interface Choice {
  release: ReleaseRecord;
  /** Milliseconds for which the release was really live in the source. */
  livedFor: number;
  /** Empty = eligible. */
  obstacles: Obstacle[];
}

/** What is known about the environment that a release is promoted to. */
export interface Destination {
  environment: string;
  /** The release of the source that runs there; undefined = no release of the source. */
  present: string | undefined;
  /** The order of each release's commit relative to the live commit there, by release. Empty = nothing is live. */
  orders: ReadonlyMap<string, CommitOrder>;
  /** The refusals because of a hold, or of an earlier failure, by release. */
  refusals: ReadonlyMap<string, Refusal>;
  /** Why the environment is frozen now; undefined if it is not. */
  frozen: string | undefined;
}

export interface Source {
  environment: string;
  releases: readonly ReleaseRecord[];
  /** Live times by release, as `liveTimes` returns them. */
  liveTimes: ReadonlyMap<string, number>;
  /** Withdrawals by release, as `withdrawals` returns them. */
  withdrawals: ReadonlyMap<string, Withdrawal>;
  /** Ids of releases whose commit is not in the history of the running commit. */
  outside: ReadonlySet<string>;
}

/**
 * Returns the releases of the source, newest first, each with everything that prevents its promotion.
 * @param minSoak milliseconds that a release must have been live in the source
 */
export const chooseReleases = (
  source: Source,
  destination: Destination,
  minSoak: number,
): Choice[] =>
  source.releases
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
    .map((release) => {
      const livedFor = source.liveTimes.get(release.id) ?? 0;
      const obstacles = [
        verification(release, source),
        withdrawal(release, source),
        soak(livedFor, minSoak, source),
        presence(release, destination),
        descent(release, source),
        age(release, destination),
        refusal(release, destination),
        freeze(destination),
      ].filter((obstacle) => obstacle !== undefined);
      return { release, livedFor, obstacles };
    });

/** Returns the release to promote if none is named; undefined if none is eligible. */
export const newestEligible = (choices: readonly Choice[]): Choice | undefined =>
  choices.find(({ obstacles }) => obstacles.length === 0);

/** Returns whether a release only needs to stay live for longer: then an automatic promotion waits. */
export const isWaiting = (choices: readonly Choice[]): boolean =>
  choices.some(
    ({ obstacles }) =>
      obstacles.length > 0 && obstacles.every(({ reason }) => reason === "soaking"),
  );

function verification({ id, status }: ReleaseRecord, source: Source): Obstacle | undefined {
  const { environment, liveTimes } = source;
  const obstacle = { reason: "unverified", canBeOverridden: true } as const;
  if (status !== "healthy") {
    const detail = `it was not verified completely in ${environment} (status ${status})`;
    return { ...obstacle, detail };
  }
  // A run that lost its lease after it wrote the record, and before it wrote what is live, leaves such a record.
  if (!liveTimes.has(id))
    return { ...obstacle, detail: `the history of ${environment} does not say that it ran there` };
  return undefined;
}

function withdrawal(
  { id }: ReleaseRecord,
  { environment, withdrawals }: Source,
): Obstacle | undefined {
  const found = withdrawals.get(id);
  if (found === undefined) return undefined;
  const detail = `${environment} went back from it to ${found.to} at ${found.at}`;
  return { reason: "withdrawn", detail, canBeOverridden: true };
}

function soak(livedFor: number, minSoak: number, { environment }: Source): Obstacle | undefined {
  if (livedFor >= minSoak) return undefined;
  const detail = `it was live in ${environment} for ${minutes(livedFor)} of the required ${minutes(minSoak)}`;
  return { reason: "soaking", detail, canBeOverridden: true };
}

const presence = (
  { id }: ReleaseRecord,
  { environment, present }: Destination,
): Obstacle | undefined =>
  id === present
    ? { reason: "present", detail: `it runs in ${environment} already`, canBeOverridden: false }
    : undefined;

const descent = ({ id, commit }: ReleaseRecord, { outside }: Source): Obstacle | undefined =>
  outside.has(id)
    ? {
        reason: "not-in-branch",
        detail: `its commit ${commit} is not in the history of the running commit`,
        canBeOverridden: false,
      }
    : undefined;

function age({ id }: ReleaseRecord, { environment, orders }: Destination): Obstacle | undefined {
  const order = orders.get(id);
  if (order !== "older" && order !== "diverged") return undefined;
  const detail =
    order === "older"
      ? `${environment} runs a newer commit`
      : `${environment} runs a commit of another branch`;
  return { reason: "superseded", detail, canBeOverridden: true };
}

function refusal({ id }: ReleaseRecord, { refusals }: Destination): Obstacle | undefined {
  const found = refusals.get(id);
  return found === undefined ? undefined : { ...found, canBeOverridden: true };
}

const freeze = ({ environment, frozen }: Destination): Obstacle | undefined =>
  frozen === undefined
    ? undefined
    : { reason: "frozen", detail: `${environment} is frozen: ${frozen}`, canBeOverridden: true };

const minutes = (milliseconds: number): string => `${Math.floor(milliseconds / 60_000)} min`;
