import type { WorkloadKind, WorkloadObject, WorkloadObjects } from "../api/objects.ts";
import { evaluateDaemonSet } from "./daemon-set.ts";
import { evaluateDeployment } from "./deployment.ts";
import { evaluateJob } from "./job.ts";
import { evaluateStatefulSet } from "./stateful-set.ts";
import type { Verdict } from "./verdict.ts";

const RULES: { [Kind in WorkloadKind]: (object: WorkloadObjects[Kind]) => Verdict } = {
  Deployment: evaluateDeployment,
  StatefulSet: evaluateStatefulSet,
  DaemonSet: evaluateDaemonSet,
  Job: evaluateJob,
};

/** Evaluates one workload by the rules of its kind; `object` is of that kind. */
export const evaluateWorkload = (kind: WorkloadKind, object: WorkloadObject): Verdict =>
  RULES[kind](object);
