import type { Redact } from "../../../lib/redact/redactor.ts";
import { formatSeconds } from "../../../lib/text/duration.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { KubernetesClient } from "../api/client.ts";
import type { AppliedState } from "../apply.ts";
import { isClusterError, toActionError } from "../cluster/failure.ts";
import type { Target } from "../cluster/target.ts";
import type { Inputs } from "../contract.ts";
import { quote } from "../diagnosis/text.ts";
import { isReady } from "../readiness/verdict.ts";
import { nameOf, workloadsOf } from "../workloads/workloads.ts";
import { awaitOutcome } from "./await.ts";
import type { Outcome } from "./await.ts";
import type { Status } from "./status.ts";

/** How a rollout ended, and how long it was watched, for example "12.3 s". */
export interface Rollout extends Outcome {
  seconds: string;
}

/** Milliseconds to find the reason in the cluster after terraform itself has waited for the rollout and failed. */
const TIMEOUT_AFTER_TERRAFORM = 30_000;

/**
 * Watches the rollout of all workloads of the state and logs its progress. The rooms below it, from here down:
 * await (when has it ended?) -> status (how far is a workload?) -> view (the objects), which synchronize keeps up to
 * date by watching collections of the API.
 * @param startedAt server time when this deployment began, in milliseconds since the epoch
 * @throws ActionError why the cluster cannot be watched; `no-workloads` with nothing to watch and nothing applied
 */
export async function watchRollout(
  client: KubernetesClient,
  { state, waitError, changed }: AppliedState,
  startedAt: number,
  { inputs, job, target }: { inputs: Inputs; job: Job; target: Target },
): Promise<Rollout> {
  const workloads = workloadsOf(state);
  if (workloads.length === 0) return nothingToWatch(inputs);
  const { log } = job;
  const begin = performance.now();
  return await log.group(`Watch ${workloads.length} workloads`, async () => {
    try {
      const outcome = await awaitOutcome(client, workloads, {
        timeout: waitError === undefined ? inputs.timeout : TIMEOUT_AFTER_TERRAFORM,
        noActivityTimeout: inputs.noActivityTimeout,
        // What happened before a change is ignored: the change may have fixed its cause.
        since: changed ? startedAt : 0,
        crashTolerance: inputs.crashTolerance,
        cancelled: job.cancelled,
        onStatus: (status) => log.info(progressLine(status, job.redactor.redact)),
        onUnreadable: (kind, error) =>
          log.notice(`${kind} objects cannot be read, so reasons are less exact: ${error.message}`),
        onRetry: (error) => log.debug(`a watch broke and is opened again: ${error.message}`),
      });
      return { ...outcome, seconds: formatSeconds(performance.now() - begin) };
    } catch (error) {
      throw isClusterError(error) ? toActionError(error, target.where) : error;
    }
  });
}

/** What was applied stays applied, so that nothing of it can be verified is no failure; `verify` has no other purpose. */
function nothingToWatch({ command, workingDirectory }: Inputs): Rollout {
  if (command !== "verify")
    return { result: "healthy", statuses: [], endedAt: Date.now(), seconds: formatSeconds(0) };
  throw new ActionError({
    reason: "no-workloads",
    message: `the state of ${workingDirectory} has no Deployment, StatefulSet, DaemonSet or Job`,
    fix: "correct working-directory or workspace. The workloads of a helm_release are not watched",
  });
}

function progressLine({ workload, verdict, diagnoses }: Status, redact: Redact): string {
  const mark = isReady(verdict) ? "✓" : verdict.state === "failed" ? "✗" : "…";
  const [first] = diagnoses;
  const problem = first === undefined ? "" : `; ${first.message}`;
  return `${mark} ${nameOf(workload)}: ${quote(verdict.message + problem, redact)}`;
}
