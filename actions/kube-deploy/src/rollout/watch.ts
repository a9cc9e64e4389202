import { formatSeconds } from "../../../lib/text/duration.ts";
import { userError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { explain } from "../cluster/explain.ts";
import type { Target } from "../cluster/target.ts";
import type { Deployed } from "../deploy/apply.ts";
import type { Inputs } from "../contract.ts";
import type { KubernetesClient } from "../kubernetes/client.ts";
import { isReady } from "../readiness/verdict.ts";
import type { Status } from "./assess.ts";
import { awaitRollout } from "./await.ts";
import type { Outcome } from "./await.ts";
import { nameOf } from "./workloads.ts";
import type { Workload } from "./workloads.ts";

export interface WatchParts {
  inputs: Inputs;
  job: Job;
  /** Server's time when the change began, in milliseconds. */
  since: number;
  target: Target;
  deployed: Deployed;
}

/** How the watching ended, and how long it took. */
export interface Watched extends Outcome {
  seconds: string;
}

/** After terraform has waited in vain, the cluster is only asked for the reason. */
const AFTER_TERRAFORM = 30_000;

/** Watches all workloads, and prints what they say while they roll out. @throws ActionError */
export async function watchWorkloads(
  client: KubernetesClient,
  workloads: readonly Workload[],
  { inputs, job, since, target, deployed }: WatchParts,
): Promise<Watched> {
  if (workloads.length === 0)
    throw userError({
      reason: "no-workloads",
      message: `the state of ${inputs.workingDirectory} has no Deployment, StatefulSet, DaemonSet or Job`,
      fix: "check working-directory and workspace; releases of helm_release are not watched",
    });
  const { log } = job;
  const timeout = deployed.waitError === undefined ? inputs.timeout : AFTER_TERRAFORM;
  const started = performance.now();
  return await log.group(`Watch ${workloads.length} workloads`, async () => {
    try {
      const outcome = await awaitRollout(client, workloads, {
        timeout,
        noActivity: inputs.noActivityTimeout,
        since,
        // A change may have mended what went wrong before it; without a change, that is what is asked for.
        eventsSince: inputs.command === "verify" ? 0 : since,
        cancelled: job.cancelled,
        onStatus: (status) => log.info(progressLine(status)),
        onMissing: (kind, error) =>
          log.notice(`${kind} objects cannot be read, reasons will say less: ${error.message}`),
        onRetry: (error) => log.debug(`a watch broke and is opened again: ${error.message}`),
      });
      return { ...outcome, seconds: formatSeconds(performance.now() - started) };
    } catch (error) {
      throw explain(error, target.where);
    }
  });
}

function progressLine({ workload, verdict, diagnoses }: Status): string {
  const mark = isReady(verdict) ? "✓" : verdict.state === "failed" ? "✗" : "…";
  const trouble = diagnoses[0] === undefined ? "" : `; ${diagnoses[0].message}`;
  return `${mark} ${nameOf(workload)}: ${verdict.message}${trouble}`;
}
