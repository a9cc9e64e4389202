import type { Status } from "../rollout/status.ts";
import type { JobTest } from "./input.ts";
import type { SmokeResult } from "./result.ts";

/**
 * Says how a Job ended. The rollout already waited for the Job, because it is a workload of the workspace.
 * @param startedAt server time when this deployment began, in milliseconds since the epoch
 */
export function checkJob(
  { name, namespace, job }: JobTest,
  statuses: readonly Status[],
  startedAt: number,
): SmokeResult {
  const found = statuses.find(
    ({ workload }) =>
      workload.kind === "Job" && workload.namespace === namespace && workload.name === job,
  );
  if (found === undefined)
    return {
      name,
      isPassed: false,
      result: `the workspace has no Job ${namespace}/${job}`,
      fix: "correct namespace/name, or add the Job to the workspace",
    };
  const { verdict, owner, pods } = found;
  if (owner === undefined)
    return {
      name,
      isPassed: false,
      result: "the Job was deleted, so its result is not known",
      fix: "remove ttl_seconds_after_finished from the Job",
    };
  if (verdict.state !== "ready")
    return {
      name,
      isPassed: false,
      result: verdict.message,
      fix: "resume the Job, or remove the test",
    };
  // Timestamps have whole seconds.
  const isOld =
    pods.length > 0 &&
    pods.every(({ pod }) => Date.parse(pod.metadata.creationTimestamp) < startedAt - 1000);
  return { name, isPassed: true, result: isOld ? "passed before this deployment" : "passed" };
}
