import { explainForwardOnly, readCurrent } from "../../../lib/releases/current.ts";
import type { Current, Hold } from "../../../lib/releases/current.ts";
import { holderOf } from "../../../lib/releases/holder.ts";
import { isUnusableRecord, listReleases, readRecord } from "../../../lib/releases/record.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Outputs } from "../contract.ts";
import type { Deployment } from "../deploy.ts";
import { recordFailure, setLive } from "../record/recording.ts";
import { openStoreOf } from "../record/store.ts";
import type { Progress } from "../apply.ts";
import { applyRelease } from "./apply-release.ts";
import { listForChoice } from "./list-for-choice.ts";

/**
 * Runs `command: rollback`: applies a recorded release again, verifies it, and holds the environment.
 * @throws ActionError `release-needed` if none is named, `forward-only`, `release-not-found`, and as `applyRelease`
 */
export async function rollBackTo(deployment: Deployment): Promise<Outputs> {
  const { inputs, rootModule } = deployment;
  const { job } = rootModule;
  const store = await openStoreOf(inputs, rootModule);
  const before = await readCurrent(store);
  if (inputs.release === undefined) throw await listForChoice(store, before?.value, job);
  const record = await readRecord(store, inputs.release);
  await requireNotForwardOnly(store, record, before?.value);
  const recorded = { inputs, rootModule, store, before };
  const progress: Progress = { began: false, changed: false };
  try {
    const outputs = await applyRelease(deployment, store, record, progress, async () => {
      progress.verified = true;
      const since = new Date(await store.now()).toISOString();
      await setLive(recorded, record, holdOf(deployment, before?.value, record, since));
    });
    job.log.notice(`${inputs.environment} runs release ${record.id} again, and is held`);
    return { ...outputs, "rolled-back-to": record.id };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    if (progress.began) await recordFailure(recorded, error);
    throw progress.verified === true ? notHeld(error, record) : error;
  }
}

/** Returns the error if the release runs but this is not recorded: the next deployment is not refused. */
const notHeld = (
  { reason, message, fix, outputs, cause }: ActionError,
  { id, environment }: ReleaseRecord,
): ActionError =>
  new ActionError({
    reason,
    outputs,
    cause,
    message: `${environment} runs release ${id} again, verified, but the rollback is not recorded, and the environment is not held: ${message}`,
    fix: `${fix === undefined ? "" : `${fix}. Then `}run the job again: it changes nothing more, and records the rollback`,
  });

const holdOf = (
  { inputs, rootModule: { job } }: Deployment,
  before: Current | undefined,
  record: ReleaseRecord,
  since: string,
): Hold => ({
  mode: inputs.hold,
  person: job.context.actor,
  since,
  // inputs.ts makes sure that the reason is given.
  reason: inputs.overrideReason ?? "",
  run: holderOf(job.context).run,
  // After a second rollback, the hold still names the first withdrawn commit, because that commit is newer than what
  // ran since.
  commit: before?.hold?.commit ?? before?.commit ?? record.commit,
});

/**
 * Refuses a rollback that goes back past something that was declared forward-only: a commit that failed since, or a
 * release between the live one (included) and the wanted one. A record that cannot be read may be forward-only.
 * @throws ActionError `forward-only`, `release-damaged`
 */
async function requireNotForwardOnly(
  store: Store,
  wanted: ReleaseRecord,
  before: Current | undefined,
): Promise<void> {
  const barrier = explainForwardOnly(before, wanted.verifiedAt);
  if (barrier !== undefined) throw forwardOnlyError(barrier);
  const live = before?.release;
  if (live === undefined) return;
  // An id begins with the time at which the release was verified, in seconds.
  const isBetween = (id: string) =>
    id.slice(0, 16) >= wanted.id.slice(0, 16) && id.slice(0, 16) <= live.slice(0, 16);
  const ids = new Set([live, ...(await listReleases(store))].filter(isBetween));
  ids.delete(wanted.id);
  for (const id of ids) {
    const { forwardOnly, commit, verifiedAt } = await readBetween(store, id, wanted);
    if (forwardOnly === true && verifiedAt > wanted.verifiedAt)
      throw forwardOnlyError(
        `the release ${id} of commit ${commit} was declared forward-only: what it did to data cannot be undone by older code`,
      );
  }
}

const forwardOnlyError = (why: string): ActionError =>
  new ActionError({
    reason: "forward-only",
    message: `${why}. Nothing was changed`,
    fix: "deploy a fix, or choose a release that is not older",
  });

/**
 * Reads the record of a release that the rollback goes back past. @throws ActionError `release-damaged`, and as
 * `Store.read`
 */
async function readBetween(
  store: Store,
  id: string,
  wanted: ReleaseRecord,
): Promise<ReleaseRecord> {
  try {
    return await readRecord(store, id);
  } catch (error) {
    if (!isUnusableRecord(error)) throw error;
    throw new ActionError({
      reason: "release-damaged",
      message: `the rollback to ${wanted.id} goes back over the release ${id}, and it is not known whether ${id} is forward-only: ${error.message}. Nothing was changed`,
      fix: `restore the first version of ${store.address}/releases/${id}.json in S3 (aws s3api list-object-versions shows them), or choose a release that is newer`,
      cause: error,
    });
  }
}
