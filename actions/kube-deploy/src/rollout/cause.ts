import type { FailureReason } from "../../../lib/runtime/errors.ts";
import { ALREADY, isGeneral } from "../diagnosis/diagnosis.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { Workload } from "../workloads/workloads.ts";
import { causeOfOvertaken } from "./overtaken.ts";
import type { Status } from "./status.ts";

/**
 * Finds out why a workload is not ready: another version than the deployed one fails, there is a problem in the
 * cluster, or else what its own counters say.
 */
export function causeOf(status: Status): Diagnosis {
  const cause = problemOf(status);
  return status.overtaken === undefined ? cause : causeOfOvertaken(cause, status.overtaken);
}

function problemOf({ workload, verdict, diagnoses }: Status): Diagnosis {
  const reason = verdict.state === "failed" ? verdict.reason : "rollout-timeout";
  // If a Deployment does not roll out, its pods are the old ones.
  const [first] = reason === "rollout-paused" ? [] : diagnoses;
  if (first === undefined) {
    const fix = fixOf(reason, workload);
    return { reason, message: verdict.message, fix, fatalAt: ALREADY };
  }
  if (verdict.state !== "failed") return first;
  return {
    ...first,
    // The workload's own reason says more than a diagnosis that some container ended. A Job counts the ends itself.
    reason:
      isGeneral(first) || (workload.kind === "Job" && first.crash === true) ? reason : first.reason,
    message: `${first.message} (${verdict.message})`,
    fatalAt: ALREADY,
  };
}

function fixOf(reason: FailureReason, { kind, namespace, name, custom }: Workload): string {
  const type = custom === undefined ? kind.toLowerCase() : `${custom.plural}.${custom.group}`;
  const resource = `${type.replace(/\.$/, "")} ${name} --namespace ${namespace}`;
  switch (reason) {
    case "workload-missing":
      return "deploy again to create it; if it disappears again, find out who deletes it";
    case "rollout-paused":
      return `remove paused from the workload, or run \`kubectl rollout resume ${resource}\``;
    default:
      return `run \`kubectl describe ${resource}\` and correct what it reports`;
  }
}
