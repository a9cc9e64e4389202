import type { Choice } from "../../../lib/releases/eligible.ts";
import { appendHistory } from "../../../lib/releases/history.ts";
import { holderOf } from "../../../lib/releases/holder.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";

/** Where refusals and overrides are recorded. */
export interface Recorder {
  /** Store of the environment to promote to. */
  store: Store;
  job: Pick<Job, "context" | "log">;
}

/**
 * Adds a refusal to the history of the destination.
 * @param recorder undefined = the role of this job may only read
 * @returns a sentence for the summary if the refusal is not recorded
 */
export async function recordRefusal(
  recorder: Recorder | undefined,
  error: unknown,
  release: string | undefined,
  destination: string,
): Promise<string | undefined> {
  if (!(error instanceof ActionError)) return undefined;
  if (recorder === undefined)
    return `This refusal is not in the history of ${destination}: the role of this job may only read.`;
  const { store, job } = recorder;
  const refusal = { kind: "refusal", failureReason: error.reason, detail: error.message } as const;
  try {
    const named = release === undefined ? {} : { release };
    await appendHistory(store, holderOf(job.context), { ...refusal, ...named });
    return undefined;
  } catch (cause) {
    const why = `the refusal is not recorded in ${store.address}: ${messageOf(cause)}`;
    job.log.warning(why);
    return undefined;
  }
}

/** Rules of the source. The destination's gate itself records, under the lease, which of its rules are overridden. */
const OF_SOURCE: readonly string[] = ["unverified", "withdrawn", "soaking"];

/** Records why rules of the source were overridden for a release. @throws ActionError as `Store.read` */
export async function recordOverrides(
  recorder: Recorder | undefined,
  { release, obstacles }: Choice,
  reason: string | undefined,
): Promise<void> {
  if (recorder === undefined || reason === undefined) return;
  const { store, job } = recorder;
  for (const { reason: rule, detail } of obstacles.filter((one) => OF_SOURCE.includes(one.reason)))
    await appendHistory(store, holderOf(job.context), {
      kind: "override",
      failureReason: rule,
      detail: `${release.id}: ${detail}`,
      reason,
    });
}
