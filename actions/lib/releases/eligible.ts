import type { CommitOrder } from "./commit-order.ts";
import type { Refusal } from "./current.ts";
import type { Withdrawal } from "./live-time.ts";
import type { ReleaseRecord } from "./record.ts";

/** Why a release may not be promoted now. */
interface Obstacle {
  reason:
    | "unverified"
    /** The source went back from it to an older release. */
    | "withdrawn"
    /** It was not live long enough in the source yet: it may be eligible later. */
    | "soaking"
    | "present"
    /** Its files cannot come from the running branch. */
    | "not-in-branch"
    | "superseded"
    | Refusal["reason"]
    | "frozen";
  /** A sentence for people, without a full stop. */
  detail: string;
  /** A person may override it with a reason. */
  canBeOverridden: boolean;
}

/** A release of the source, and what stands in its way. */
export interface Choice {
  release: ReleaseRecord;
  /** Milliseconds for which it was really live in the source. */
  livedFor: number;
  /** Empty = eligible. */
  obstacles: Obstacle[];
}

/** What is known of the environment that a release is promoted to. */
export interface Destination {
  environment: string;
  /** The release of the source that runs there; undefined = none of them. */
  present: string | undefined;
  /** Where the commit of a release stands to the live commit there, by release; nothing = nothing is live. */
  orders: ReadonlyMap<string, CommitOrder>;
  /** By release: why a hold, or an earlier failure, refuses it. */
  refusals: ReadonlyMap<string, Refusal>;
  /** Why it is frozen now; undefined when it is not. */
  frozen: string | undefined;
}

export interface Source {
  environment: string;
  releases: readonly ReleaseRecord[];
  /** By release, as `liveTimes` gives them. */
  liveTimes: ReadonlyMap<string, number>;
  /** By release, as `withdrawals` gives them. */
  withdrawals: ReadonlyMap<string, Withdrawal>;
  /** Ids of releases whose commit is not in the history of the running one. */
  outside: ReadonlySet<string>;
}

/**
 * The releases of the source, newest first, each with everything that stands in the way of its promotion.
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

/** The release to promote when none is named; undefined when none is eligible. */
export const newestEligible = (choices: readonly Choice[]): Choice | undefined =>
  choices.find(({ obstacles }) => obstacles.length === 0);

/** Whether a release only has to stay live for longer: an automatic promotion then waits. */
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
  // A run that lost its lease between the record and what is live leaves such a record.
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
