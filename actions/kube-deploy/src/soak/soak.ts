import type { Job } from "../../../lib/runtime/job.ts";
import type { KubernetesClient } from "../api/client.ts";
import { explainClusterErrors } from "../cluster/explain-errors.ts";
import type { ClusterContext } from "../cluster/access-entry.ts";
import type { Outcome } from "../rollout/await.ts";
import { describeOvertaking, markOvertaken } from "../rollout/overtaken.ts";
import type { Status } from "../rollout/status.ts";
import { isReady } from "../readiness/verdict.ts";
import { nameOf } from "../workloads/workloads.ts";
import { readySince } from "./ready-since.ts";
import { watchSoak } from "./watch.ts";

/** How long everything had to stay ready, and since when it was ready. */
export interface Soak {
  seconds: number;
  /** Server time, ISO 8601. */
  readySince: string;
}

/** Durations in milliseconds, and server times in milliseconds since the epoch. */
interface Times {
  soak: number;
  /** For pods that are being replaced at the end of the soak. */
  timeout: number;
  /** When this deployment began. */
  startedAt: number;
  /** When this deployment began, if it changed something. */
  changedAt: number | undefined;
}

/**
 * Watches workloads that became ready for the rest of the soak, which counts from when they became ready.
 * @returns the soak and the outcome: healthy, or failed with the workload that did not stay ready
 * @throws ActionError if the cluster can no longer be watched
 */
export async function soakRollout<Rollout extends Outcome>(
  client: KubernetesClient,
  rollout: Rollout,
  { soak, timeout, startedAt, changedAt }: Times,
  { job, where }: { job: Job; where: ClusterContext },
): Promise<{ rollout: Rollout; soak: Soak | undefined }> {
  if (soak === 0) return { rollout, soak: undefined };
  const now = client.serverTime();
  const since = readySince(rollout.statuses, changedAt, now);
  const done = { seconds: soak / 1000, readySince: new Date(since).toISOString() };
  const left = since + soak - now;
  const { log } = job;
  log.info(
    `everything has been ready since ${done.readySince}, and has to stay ready for ${soak / 1000} s`,
  );
  if (left <= 0) return { rollout, soak: done };
  const until = Date.now() + left;
  return await log.group(`Watch for ${Math.ceil(left / 1000)} s more`, () =>
    explainClusterErrors(where, async () => {
      const outcome = await watchSoak(client, rollout.statuses, {
        until,
        deadline: until + timeout,
        startedAt,
        cancelled: job.cancelled,
        onUnreadable: (kind, error) => log.debug(`${kind} cannot be read: ${error.message}`),
        onRetry: (error) => log.debug(`a watch broke off and is opened again: ${error.message}`),
      });
      const statuses = markOvertaken(rollout.statuses, outcome.statuses, "any");
      warnAboutOthers(statuses, job);
      return { rollout: { ...rollout, ...outcome, statuses }, soak: done };
    }),
  );
}

/** Warns about workloads that are ready in another version: what was verified is then not only what was deployed. */
function warnAboutOthers(statuses: readonly Status[], { log, redactor }: Job): void {
  for (const { workload, verdict, overtaken } of statuses)
    if (overtaken !== undefined && isReady(verdict))
      log.warning(
        redactor.redact(
          `${nameOf(workload)}: ${describeOvertaking(overtaken)}. That version is ready; deploy again to verify what this run has deployed`,
        ),
      );
}
