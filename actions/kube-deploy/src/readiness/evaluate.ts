import type { WorkloadKind, WorkloadObject, WorkloadObjects } from "../api/objects.ts";
import { countNodes, evaluateDaemonSet } from "./daemon-set.ts";
import { evaluateDeployment } from "./deployment.ts";
import { countReplicas, evaluateEveryKind } from "./every-kind.ts";
import { countCompletions, evaluateJob } from "./job.ts";
import { evaluateStatefulSet } from "./stateful-set.ts";
import type { Counts, Verdict } from "./verdict.ts";

/** What is counted of a kind, and its own rules. */
interface Rules<Object> {
  count: (object: Object) => Counts;
  evaluate: (object: Object, counts: Counts, replicaSet: string | undefined) => Verdict;
}

const RULES: { [Kind in WorkloadKind]: Rules<WorkloadObjects[Kind]> } = {
  Deployment: { count: countReplicas, evaluate: evaluateDeployment },
  StatefulSet: { count: countReplicas, evaluate: evaluateStatefulSet },
  DaemonSet: { count: countNodes, evaluate: evaluateDaemonSet },
  Job: { count: countCompletions, evaluate: evaluateJob },
};

/**
 * Evaluates one workload by the rules of every kind, then by those of its own; `object` is of that kind.
 * @param replicaSet name of the ReplicaSet of a Deployment's newest template; undefined: there is none yet
 */
export function evaluateWorkload(
  kind: WorkloadKind,
  object: WorkloadObject,
  replicaSet?: string,
): Verdict {
  const { count, evaluate }: Rules<WorkloadObject> = RULES[kind];
  const counts = count(object);
  return evaluateEveryKind(object, counts) ?? evaluate(object, counts, replicaSet);
}
