import { explainForwardOnly } from "../../../lib/releases/current.ts";
import type { FileHashes } from "../../../lib/releases/files.ts";
import { sha256 } from "../../../lib/releases/canonical.ts";
import { readRecord } from "../../../lib/releases/record.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { FailureReason } from "../../../lib/runtime/errors.ts";
import { escapeMarkdown } from "../../../lib/markdown/escape.ts";
import type { Progress } from "../apply.ts";
import type { Deployment } from "../deploy.ts";
import type { Inputs, Outputs } from "../contract.ts";
import type { Images } from "../images.ts";
import { recordFailure, recordPartial } from "../record/recording.ts";
import type { Recording } from "../record/recording.ts";
import { applyRelease } from "./apply-release.ts";

/** Failures that an older release does not fix, or after which nothing may be changed. */
const NOT_ROLLED_BACK: readonly FailureReason[] = [
  ...(["cancelled", "lease-lost", "errored-state", "state-not-saved", "state-locked"] as const),
  ...(["credentials-expired", "cluster-unauthorized", "cluster-forbidden"] as const),
  ...(["cluster-unreachable", "cluster-certificate", "cluster-error"] as const),
  // With these two, everything is healthy.
  ...(["healthy-after-wait", "image-not-running"] as const),
];

/**
 * Concludes a failed deployment: returns to the last verified release if the input `rollback` says so, and records how
 * that ended.
 * @returns the error of the action: the failure itself, and what runs now
 */
export async function concludeFailure(
  deployment: Deployment,
  recording: Recording,
  failure: ActionError,
  progress: Progress,
): Promise<ActionError> {
  const { inputs, rootModule } = deployment;
  const record = await releaseToRestore(inputs, recording, failure, progress).catch(
    (error: unknown) => messageOf(error),
  );
  if (typeof record === "object") return await rollBack(deployment, recording, failure, record);
  if (progress.began) await recordFailure(recording, failure);
  else if (failure.outputs["status"] === "partial") await recordPartial(recording, failure);
  if (record === undefined) return failure;
  const news = `Nothing is rolled back: ${record}`;
  if (progress.changed || progress.verified === true) return withNews(failure, news, {});
  rootModule.job.log.notice(news);
  return failure;
}

/**
 * Returns the last verified release if it has to be applied again, or else why not. Undefined if the input `rollback`
 * is none.
 * @throws ActionError `release-damaged`, and as `Store.read`
 */
async function releaseToRestore(
  { rollback, forwardOnly, images }: Pick<Inputs, "rollback" | "forwardOnly" | "images">,
  { store, before, kubernetes }: Recording,
  failure: ActionError,
  progress: Progress,
): Promise<ReleaseRecord | string | undefined> {
  if (rollback === "none") return undefined;
  if (progress.verified === true && !NOT_ROLLED_BACK.includes(failure.reason))
    return "everything is ready and was verified, but the record could not be written. Run the job again: it changes nothing, and writes the record";
  // Changes that were in progress may have completed since: the post step waits for them, and says what is live.
  if (failure.reason === "cancelled") return "the job was cancelled";
  if (!progress.changed) return "nothing in the Kubernetes workspace was changed";
  if (NOT_ROLLED_BACK.includes(failure.reason)) return `a rollback does not fix ${failure.reason}`;
  const [overtaken, ...more] = progress.overtaken ?? [];
  if (overtaken !== undefined)
    return `it would undo what something else has changed in ${[overtaken, ...more].join(", ")}. To go back all the same, use command: rollback`;
  if (forwardOnly) return "the release that failed is declared forward-only";
  const { release } = before?.value ?? {};
  if (release === undefined) return `${store.environment} has no earlier verified release`;
  const record = await readRecord(store, release);
  const barrier = explainForwardOnly(before?.value, record.verifiedAt);
  if (barrier !== undefined) return barrier;
  const { files = {}, variableFiles = {} } = record.workspaces.kubernetes ?? {};
  const isSame =
    sameImages(images, record.images) &&
    sameFiles(files, kubernetes.files) &&
    sameFiles(variableFiles, kubernetes.variableFiles);
  return isSame ? `the files and images are the same as in the last release, ${release}` : record;
}

const sameImages = (given: Images, recorded: Images): boolean =>
  Object.keys(given).length === Object.keys(recorded).length &&
  Object.entries(given).every(
    ([name, { repository, digest }]) =>
      recorded[name]?.repository === repository && recorded[name].digest === digest,
  );

const sameFiles = (recorded: FileHashes, files: ReadonlyMap<string, Uint8Array>): boolean =>
  Object.keys(recorded).length === files.size &&
  [...files].every(([name, bytes]) => recorded[name] === sha256(bytes));

async function rollBack(
  deployment: Deployment,
  recording: Recording,
  failure: ActionError,
  record: ReleaseRecord,
): Promise<ActionError> {
  const { job } = deployment.rootModule;
  const { environment } = deployment.inputs;
  const { id, commit } = record;
  let restored: Outputs;
  job.log.warning(`${failure.message}. ${environment} is rolled back to release ${id}`);
  try {
    const progress = { began: false, changed: false };
    restored = await applyRelease(deployment, recording.store, record, progress, () =>
      recordFailure(recording, failure, record),
    );
  } catch (error) {
    await recordFailure(recording, failure);
    return withNews(
      failure,
      `The rollback to release ${id} did not succeed either: ${messageOf(error)}`,
      {},
    );
  }
  const { url } = restored;
  const news = `${environment} runs release ${id} of commit ${commit} again, verified`;
  const address = url === undefined ? "" : ` It is live at <${encodeURI(url)}>.`;
  job.summarize(`**Rolled back:** ${escapeMarkdown(news)}.${address}`);
  return withNews(failure, url === undefined ? news : `${news}, at ${url}`, {
    status: "rolled-back",
    "rolled-back-to": id,
    // The address is the same for every release.
    ...(url === undefined ? {} : { url }),
  });
}

/** Returns the failure, with what has happened since. */
const withNews = (
  { reason, message, fix, detail, outputs, cause }: ActionError,
  news: string,
  more: ActionError["outputs"],
): ActionError =>
  new ActionError({
    reason,
    message: `${message}. ${news}`,
    outputs: { ...outputs, ...more },
    cause,
    ...(fix === undefined ? {} : { fix }),
    ...(detail === undefined ? {} : { detail }),
  });
