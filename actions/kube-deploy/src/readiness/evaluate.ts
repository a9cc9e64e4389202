import type { DaemonSet, Deployment, Job, StatefulSet } from "../api/objects.ts";
import { judgeDaemonSet } from "./daemon-set.ts";
import { judgeDeployment } from "./deployment.ts";
import { judgeJob } from "./job.ts";
import { judgeStatefulSet } from "./stateful-set.ts";
import type { Verdict } from "./verdict.ts";

/** Kinds whose rollout is judged, each with its object. */
export interface WorkloadObjects {
  Deployment: Deployment;
  StatefulSet: StatefulSet;
  DaemonSet: DaemonSet;
  Job: Job;
}

export type WorkloadKind = keyof WorkloadObjects;
export type WorkloadObject = WorkloadObjects[WorkloadKind];

const RULES: { [Kind in WorkloadKind]: (object: WorkloadObjects[Kind]) => Verdict } = {
  Deployment: judgeDeployment,
  StatefulSet: judgeStatefulSet,
  DaemonSet: judgeDaemonSet,
  Job: judgeJob,
};

/** The verdict on one workload by the rules of its kind. */
export const judge = (kind: WorkloadKind, object: WorkloadObject): Verdict => RULES[kind](object);
