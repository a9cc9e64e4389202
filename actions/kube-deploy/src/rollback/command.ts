import { code, codeCell, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { table } from "../../../lib/markdown/layout.ts";
import { readCurrent } from "../../../lib/releases/current.ts";
import type { Current, Hold } from "../../../lib/releases/current.ts";
import { holderOf } from "../../../lib/releases/holder.ts";
import { listReleases, readRecord } from "../../../lib/releases/record.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Outputs } from "../contract.ts";
import type { Deployment } from "../deploy.ts";
import { recordFailure, setLive } from "../record/recording.ts";
import { openStoreOf } from "../record/store.ts";
import { applyRelease } from "./apply-release.ts";

/** Releases that are listed. */
const MOST = 20;

/**
 * `command: rollback`: applies a recorded release again, verifies it, and holds the environment.
 * @throws ActionError `release-needed` when none is named, `forward-only`, `release-not-found`, and as `applyRelease`
 */
export async function rollBackTo(deployment: Deployment): Promise<Outputs> {
  const { inputs, rootModule } = deployment;
  const { job } = rootModule;
  const store = openStoreOf(inputs, rootModule);
  const before = await readCurrent(store);
  if (inputs.release === undefined) throw await releaseNeeded(store, before?.value, job);
  const record = await readRecord(store, inputs.release);
  await requireNotForwardOnly(store, record, before?.value);
  const recorded = { inputs, rootModule, store, before };
  const progress = { began: false, changed: false };
  try {
    const outputs = await applyRelease(deployment, store, record, progress, async () => {
      const since = new Date(await store.now()).toISOString();
      await setLive(recorded, record, holdOf(deployment, before?.value, record, since));
    });
    job.log.notice(`${inputs.environment} runs release ${record.id} again, and is held`);
    return { ...outputs, "rolled-back-to": record.id };
  } catch (error) {
    if (error instanceof ActionError && progress.began) await recordFailure(recorded, error);
    throw error;
  }
}

const holdOf = (
  { inputs, rootModule: { job } }: Deployment,
  before: Current | undefined,
  record: ReleaseRecord,
  since: string,
): Hold => ({
  ...{ mode: inputs.hold, person: job.context.actor, since },
  // inputs.ts makes sure that it is given.
  reason: inputs.overrideReason ?? "",
  run: holderOf(job.context).run,
  commit: before?.commit ?? record.commit,
});

/**
 * Refuses to go back over a release that was declared forward-only: the releases from the one that is live down to the
 * wanted one.
 * @throws ActionError `forward-only`
 */
async function requireNotForwardOnly(
  store: Store,
  wanted: ReleaseRecord,
  before: Current | undefined,
): Promise<void> {
  if (before?.release === undefined) return;
  const live = await readRecord(store, before.release);
  // An id begins with the second in which the release was verified.
  const ids = (await listReleases(store)).filter((id) => id.slice(0, 16) >= wanted.id.slice(0, 16));
  for (const id of ids) {
    const { forwardOnly, commit, verifiedAt } = await readRecord(store, id);
    const isBetween = verifiedAt > wanted.verifiedAt && verifiedAt <= live.verifiedAt;
    if (forwardOnly !== true || !isBetween) continue;
    throw new ActionError({
      reason: "forward-only",
      message: `the release ${id} of commit ${commit} was declared forward-only: what it did to data cannot be undone by older code. Nothing was changed`,
      fix: "deploy a fix, or choose a release that is not older",
    });
  }
}

/** Lists the recorded releases, newest first, in the log and in the summary. */
async function releaseNeeded(
  store: Store,
  current: Current | undefined,
  job: Job,
): Promise<ActionError> {
  const { environment } = store;
  const all = await listReleases(store);
  if (all.length === 0)
    return new ActionError({
      reason: "release-needed",
      message: `${environment} has no recorded release to go back to`,
      fix: "deploy first: a release is recorded when it was verified",
    });
  const lines: string[] = [];
  const rows: string[][] = [];
  for (const id of all.slice(0, MOST)) {
    const { commit, verifiedAt, status, run, forwardOnly } = await readRecord(store, id);
    const marks = [
      ...(id === current?.release
        ? [current.liveSince === undefined ? "last verified" : "live"]
        : []),
      ...(forwardOnly === true ? ["forward-only"] : []),
    ];
    const notes = marks.map((mark) => `, ${mark}`).join("");
    lines.push(
      `${id} (commit ${commit.slice(0, 12)}, verified ${verifiedAt}, by ${run.actor}${notes})`,
    );
    rows.push([
      codeCell(id) + (marks.length > 0 ? ` (${marks.join(", ")})` : ""),
      codeCell(commit.slice(0, 12)),
      ...[verifiedAt, status, run.actor].map(escapeMarkdown),
    ]);
  }
  job.log.notice([`releases of ${environment}, the newest first:`, ...lines].join("\n"));
  job.summarize(
    [
      `### Releases of ${code(environment)}`,
      table(["Release", "Commit", "Verified", "Status", "By"], rows),
    ].join("\n\n"),
  );
  const more = all.length > MOST ? ` (the newest ${MOST} are listed)` : "";
  return new ActionError({
    reason: "release-needed",
    message: `no release is given, so nothing was changed. ${environment} has ${all.length} recorded release${all.length === 1 ? "" : "s"}${more}, listed above, and in the summary`,
    fix: "start it again with the id of one of them as release, and a reason",
  });
}
