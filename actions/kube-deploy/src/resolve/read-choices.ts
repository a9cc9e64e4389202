import { isFrozen } from "../../../lib/environment/freeze.ts";
import { isContained, orderCommits } from "../../../lib/releases/ancestry.ts";
import type { CommitOrder } from "../../../lib/releases/commit-order.ts";
import { commitsToCompare, explainRefusal, readCurrent } from "../../../lib/releases/current.ts";
import type { Current, Refusal } from "../../../lib/releases/current.ts";
import { chooseReleases } from "../../../lib/releases/eligible.ts";
import type { Choice, Destination } from "../../../lib/releases/eligible.ts";
import { readOutcomes } from "../../../lib/releases/history.ts";
import { liveTimes, withdrawals } from "../../../lib/releases/live-time.ts";
import { isUnusableRecord, listReleases, readRecord } from "../../../lib/releases/record.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { timeOfName } from "../../../lib/releases/time.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Route } from "./route.ts";

/** How many releases are compared. Older releases can only be promoted by their id. */
const NEWEST = 30;

export interface Choices {
  /** Newest first. */
  choices: Choice[];
  /** What is live in the destination; undefined = nothing was recorded there yet. */
  live: Current | undefined;
  /** What is live in the source. */
  sourceLive: Current | undefined;
  /** Images of the last release that was verified in the destination, by name. */
  imagesNow: ReleaseRecord["images"];
  /** How many releases of the source are older than the choices. */
  older: number;
}

export type Stores = Record<"source" | "destination", Store>;

/** The parts of a job that are used here. */
type Repository = Pick<Job, "checkout" | "environment" | "context" | "log">;

/**
 * Reads the releases of the source, and everything that prevents the promotion of each.
 * @param wanted id of the requested release; it is included even if it is old
 * @throws ActionError `release-not-found`, `shallow-checkout`, and the errors of the stores
 */
export async function readChoices(
  { source, destination }: Route,
  stores: Stores,
  wanted: string | undefined,
  repository: Repository,
): Promise<Choices> {
  const ids = await listReleases(stores.source);
  const named = wanted === undefined || ids.slice(0, NEWEST).includes(wanted) ? [] : [wanted];
  const releases = await readReleases(
    [...named, ...ids.slice(0, NEWEST)],
    wanted,
    stores.source,
    repository,
  );
  const live = await readLive(stores.destination);
  const isLive = live?.liveSince !== undefined && live.promotedFrom?.environment === source.name;
  const now = new Date(await stores.source.now());
  const outcomes = await readOutcomes(stores.source, sinceOf(releases, now), repository.log);
  const standings = await readStandings(releases, live, repository);
  const choices = chooseReleases(
    {
      environment: source.name,
      releases,
      outside: standings.outside,
      liveTimes: liveTimes(outcomes, now.getTime()),
      withdrawals: withdrawals(outcomes),
    },
    {
      environment: destination.name,
      ...standings,
      present: isLive ? live.promotedFrom?.release : undefined,
      frozen: isFrozen(now, destination.freeze)
        ? `a freeze window is open (${destination.freeze.map(({ from, to, zone }) => `${from} to ${to}, ${zone}`).join("; ")})`
        : undefined,
    },
    destination.minSoak,
  );
  const imagesNow = await readImages(stores.destination, live?.release, repository);
  const sourceLive = (await readCurrent(stores.source))?.value;
  return { choices, live, sourceLive, imagesNow, older: Math.max(0, ids.length - NEWEST) };
}

/** How many milliseconds before the time in its id an outcome of a release may be recorded: clocks are estimated. */
const MARGIN = 60_000;

/** Returns the time before which outcomes do not matter: no release was live before it was verified. */
const sinceOf = (releases: readonly ReleaseRecord[], now: Date): number =>
  Math.min(now.getTime(), ...releases.map(({ id }) => timeOfName(id) ?? 0)) - MARGIN;

/** Reads what is live. Before the first deployment there is no bucket, so nothing is live. */
async function readLive(destination: Store): Promise<Current | undefined> {
  try {
    return (await readCurrent(destination))?.value;
  } catch (error) {
    if (error instanceof ActionError && error.reason === "bucket-missing") return undefined;
    throw error;
  }
}

/** Reads the images. They are only shown, so a record that cannot be read does not stop the run. */
async function readImages(
  destination: Store,
  release: string | undefined,
  { log }: Repository,
): Promise<Choices["imagesNow"]> {
  if (release === undefined) return {};
  try {
    return (await readRecord(destination, release)).images;
  } catch (error) {
    log.warning(`the images of ${destination.environment} are not known: ${messageOf(error)}`);
    return {};
  }
}

/** Reads the releases. An unreadable record is left out with a warning: it only stops the job if it was requested. */
async function readReleases(
  ids: readonly string[],
  wanted: string | undefined,
  store: Store,
  { log }: Repository,
): Promise<ReleaseRecord[]> {
  const releases: ReleaseRecord[] = [];
  for (const id of ids)
    try {
      releases.push(await readRecord(store, id));
    } catch (error) {
      if (id === wanted || !isUnusableRecord(error)) throw error;
      log.warning(`the release ${id} is not offered: ${messageOf(error)}`);
    }
  return releases;
}

/** Returns how the releases relate to the running commit, and to what is live in the destination. */
async function readStandings(
  releases: readonly ReleaseRecord[],
  live: Current | undefined,
  repository: Repository,
): Promise<Pick<Destination, "orders" | "refusals"> & { outside: ReadonlySet<string> }> {
  const outside = new Set<string>();
  const orders = new Map<string, CommitOrder>();
  const refusals = new Map<string, Refusal>();
  for (const { id, commit } of releases) {
    if (!(await isContained(commit, repository.context.sha, repository))) {
      outside.add(id);
      continue;
    }
    if (live === undefined) continue;
    const others = [live.commit, ...commitsToCompare(live)].filter((other) => other !== undefined);
    const found = await orderCommits(commit, others, repository);
    const order = live.commit === undefined ? undefined : found.get(live.commit);
    if (order !== undefined) orders.set(id, order);
    const refusal = explainRefusal(live, commit, found);
    if (refusal !== undefined) refusals.set(id, refusal);
  }
  return { outside, orders, refusals };
}
