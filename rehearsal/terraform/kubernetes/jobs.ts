import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../provider.ts";
import type { Fields } from "../values.ts";
import type { JsonObject } from "./manifest.ts";
import { asObject, idOf } from "./state.ts";

/** Interval between reads of the Job, in milliseconds. */
const POLL = 20;

/**
 * Waits until a Job has ended (`wait_for_completion`), or Terraform is interrupted.
 * @param stateOf returns the state that Terraform keeps of a Job, even of a failed one
 * @param stopped aborted when Terraform asks the provider to stop
 * @returns the completed Job
 * @throws Failure in the words of the real provider (resource_kubernetes_job_v1.go, retryUntilJobV1IsFinished)
 */
export async function requireCompleted(
  read: () => Promise<JsonObject | null>,
  stateOf: (job: JsonObject) => Fields,
  stopped: AbortSignal,
): Promise<JsonObject> {
  for (;;) {
    const job = await read();
    if (job === null) throw new Failure("the Job was deleted while it was waited for");
    const ended = endOf(job);
    if (ended === "Complete") return job;
    if (ended === "Failed")
      throw new Failure(`job: ${idOf(job)} is in failed state`, { state: stateOf(job) });
    if (stopped.aborted) throw new Failure("context canceled", { state: stateOf(job) });
    await pause(POLL);
  }
}

function endOf(job: JsonObject): unknown {
  const { conditions } = asObject(job["status"]);
  const all = Array.isArray(conditions) ? conditions.map(asObject) : [];
  return all.find(
    ({ type, status }) => (type === "Complete" || type === "Failed") && status === "True",
  )?.["type"];
}
