import type { WorkloadKind, WorkloadObject, WorkloadObjects } from "../api/objects.ts";
import { countNodes, evaluateDaemonSet } from "./daemon-set.ts";
import { evaluateDeployment } from "./deployment.ts";
import type { DeploymentRollout } from "./deployment.ts";
import { countReplicas, evaluateEveryKind } from "./every-kind.ts";
import { countCompletions, evaluateJob } from "./job.ts";
import { evaluateStatefulSet } from "./stateful-set.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** The counters of a kind, and its own rules. */
interface Rules<Object> {
  count: (object: Object) => Counts;
  evaluate: (object: Object, counts: Counts, rollout: DeploymentRollout) => Verdict;
}

const RULES: { [Kind in WorkloadKind]: Rules<WorkloadObjects[Kind]> } = {
  Deployment: { count: countReplicas, evaluate: evaluateDeployment },
  StatefulSet: { count: countReplicas, evaluate: evaluateStatefulSet },
  DaemonSet: { count: countNodes, evaluate: evaluateDaemonSet },
  Job: { count: countCompletions, evaluate: evaluateJob },
};

/**
 * Evaluates one workload by the rules for every kind, then by those for its own kind. `object` must be of that kind.
 * @param rollout only for a Deployment
 */
export function evaluateWorkload(
  kind: WorkloadKind,
  object: WorkloadObject,
  rollout: DeploymentRollout = {},
): Verdict {
  const { count, evaluate }: Rules<WorkloadObject> = RULES[kind];
  const counts = count(object);
  return evaluateEveryKind(object, counts) ?? evaluate(object, counts, rollout);
}
