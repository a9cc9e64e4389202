import { messageOf } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import type { State } from "../../lib/terraform/state.ts";
import type { KubernetesClient } from "./api/client.ts";
import type { ClusterContext } from "./cluster/access-entry.ts";
import type { Inputs } from "./contract.ts";
import { readOvertaken } from "./rollout/read-again.ts";
import type { Status } from "./rollout/status.ts";
import type { Rollout } from "./rollout/watch.ts";
import type { SmokeResult } from "./smoke-tests/result.ts";
import { runSmokeTests } from "./smoke-tests/run.ts";
import { soakRollout } from "./soak/soak.ts";
import type { Soak } from "./soak/soak.ts";

/** What was verified after everything became ready. */
export interface Verification {
  /** The final outcome: healthy, or failed if a workload did not stay ready in the soak. */
  rollout: Rollout;
  smokeTests: readonly SmokeResult[];
  /** Undefined = nothing had to stay ready. */
  soak: Soak | undefined;
}

interface Subject {
  inputs: Pick<Inputs, "smokeTests" | "soak" | "timeout">;
  client: KubernetesClient;
  rollout: Rollout;
  state: State;
}

/** What happened before the verification. */
interface Course {
  isReady: boolean;
  /** Server time, in milliseconds since the epoch. */
  startedAt: number;
  hasChanged: boolean;
}

/**
 * Runs the smoke tests, then watches for the rest of the soak, which counts from when everything was ready.
 * @throws ActionError `cancelled`, and why the cluster cannot be watched
 */
export async function verifyReady(
  { inputs, client, rollout, state }: Subject,
  { isReady, startedAt, hasChanged }: Course,
  { job, where }: { job: Job; where: ClusterContext },
): Promise<Verification> {
  if (!isReady) return { rollout, smokeTests: [], soak: undefined };
  const tested = { client, state, statuses: rollout.statuses, startedAt };
  const smokeTests = await runSmokeTests(inputs.smokeTests, tested, job);
  if (smokeTests.some(({ isPassed }) => !isPassed)) {
    const statuses = await withOvertaken(client, rollout, job);
    return { rollout: { ...rollout, statuses }, smokeTests, soak: undefined };
  }
  const { soak, timeout } = inputs;
  const changedAt = hasChanged ? startedAt : undefined;
  const times = { soak, timeout, startedAt, changedAt };
  return { ...(await soakRollout(client, rollout, times, { job, where })), smokeTests };
}

/** Marks what something else has changed. The failure of the tests is reported even if that cannot be read. */
const withOvertaken = (
  client: KubernetesClient,
  { statuses }: Rollout,
  { log }: Job,
): Promise<Status[]> =>
  readOvertaken(client, statuses).catch((error: unknown) => {
    log.notice(
      `the workloads cannot be read again, so it is not known whether something else has changed them: ${messageOf(error)}`,
    );
    return statuses;
  });
