import { formatSeconds } from "../../../lib/text/duration.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { KubernetesClient } from "../api/client.ts";
import { explainClusterErrors } from "../cluster/explain-errors.ts";
import { waitedForHelm } from "../cluster/provider-failure.ts";
import type { Target } from "../cluster/target.ts";
import type { Inputs } from "../contract.ts";
import { watchedWorkloads } from "../watched.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { WatchedState } from "../watched.ts";
import { awaitOutcome } from "./await.ts";
import type { Outcome } from "./await.ts";
import { markOvertaken } from "./overtaken.ts";
import { progressLine } from "./progress-line.ts";
import type { Status } from "./status.ts";

/** How a rollout ended, and how long it was watched, for example "12.3 s". */
export interface Rollout extends Outcome {
  seconds: string;
  /** Why it was only watched for a short time instead of `timeout`. */
  cutShort?: CutShort;
}

/** What had already waited for the rollout before the watch, and how that ended. */
export type CutShort = "the provider gave up waiting" | "Helm gave up" | "a Helm release failed";

/** Milliseconds to find the reason in the cluster after Terraform or Helm waited for the rollout and failed. */
const TIMEOUT_AFTER_OTHERS = 30_000;

/**
 * Watches the rollout of all workloads and logs its progress. The rooms below it, from the top down: await (when has it
 * ended?) -> status (how far is a workload?) -> view (the objects). synchronize keeps the view up to date by watching
 * collections of the API.
 * @param startedAt server time when this deployment began, in milliseconds since the epoch
 * @throws ActionError why the cluster cannot be watched; `no-workloads` if there is nothing to watch and nothing was
 *   applied
 */
export async function watchRollout(
  client: KubernetesClient,
  watched: WatchedState,
  startedAt: number,
  { inputs, job, target }: { inputs: Inputs; job: Job; target: Target },
): Promise<Rollout> {
  const { changed } = watched;
  const cutShort = cutShortBy(watched);
  const workloads = watchedWorkloads(watched);
  if (workloads.length === 0) return nothingToWatch(inputs, cutShort !== undefined);
  const { log } = job;
  const begin = performance.now();
  return await log.group(`Watch ${workloads.length} workloads`, () =>
    explainClusterErrors(target.where, async () => {
      const first = new Map<string, Status>();
      const outcome = await awaitOutcome(client, workloads, {
        timeout:
          cutShort === undefined ? inputs.timeout : Math.min(inputs.timeout, TIMEOUT_AFTER_OTHERS),
        noActivityTimeout: inputs.noActivityTimeout,
        // Events before a change are ignored: the change may have fixed their cause.
        since: changed ? startedAt : 0,
        crashTolerance: inputs.crashTolerance,
        cancelled: job.cancelled,
        onStatus: (status) => {
          const name = nameOf(status.workload);
          if (status.object !== undefined && !first.has(name)) first.set(name, status);
          log.info(progressLine(status, job.redactor.redact));
        },
        onUnreadable: (kind, error) =>
          log.notice(`${kind} objects cannot be read, so reasons are less exact: ${error.message}`),
        onRetry: (error) => log.debug(`a watch broke off and is opened again: ${error.message}`),
      });
      const seconds = formatSeconds(performance.now() - begin);
      const statuses = markOvertaken([...first.values()], outcome.statuses, "images");
      return { ...outcome, statuses, seconds, ...(cutShort === undefined ? {} : { cutShort }) };
    }),
  );
}

/** @returns undefined if nothing waited before, so the rollout gets all its time */
export function cutShortBy({
  waitError,
  undeployed,
}: Pick<WatchedState, "waitError" | "undeployed">): CutShort | undefined {
  if (waitError !== undefined)
    return waitedForHelm(waitError) ? "Helm gave up" : "the provider gave up waiting";
  return undeployed.length > 0 ? "a Helm release failed" : undefined;
}

/**
 * Returns a healthy outcome for a deployment with nothing to verify: what was applied stays applied. `verify` fails,
 * because it has no other purpose.
 */
function nothingToWatch({ command, workingDirectory }: Inputs, isOver: boolean): Rollout {
  if (command !== "verify" || isOver)
    return { result: "healthy", statuses: [], endedAt: Date.now(), seconds: formatSeconds(0) };
  throw new ActionError({
    reason: "no-workloads",
    message:
      workingDirectory === ""
        ? "the input workloads names no Deployment, StatefulSet, DaemonSet or Job"
        : `the state of ${workingDirectory} has no Deployment, StatefulSet, DaemonSet or Job`,
    fix: "correct working-directory, workspace or workloads. Objects of other kinds are watched when workloads names them",
  });
}
