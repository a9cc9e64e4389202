import type { DaemonSet, Job, PodSpec, StatefulSet, WorkloadObject } from "../api/objects.ts";
import { diagnoseCreation } from "../diagnosis/creation.ts";
import type { Diagnosis, History } from "../diagnosis/diagnosis.ts";
import { eventsSince } from "../diagnosis/views.ts";
import type { ClusterView } from "./view.ts";
import type { Wanted } from "./wanted.ts";

/** Diagnoses why the pods of a workload are not created. */
export function diagnoseCreator(
  { creator, owned }: Wanted,
  object: WorkloadObject,
  view: ClusterView,
  history: History,
  { now, since }: { now: number; since: number },
): Diagnosis | undefined {
  if (creator === undefined) return undefined;
  const { uid } = creator.metadata;
  const pods = owned.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return diagnoseCreation(
    {
      uid,
      isReplicaSet: creator !== object,
      conditions: creator.status?.conditions ?? [],
      events: eventsSince(view.eventsOf(uid), since),
      podsCreated: pods.map(({ metadata }) => Date.parse(metadata.creationTimestamp)),
      wanted: wantedPods(object),
      gracePeriodSeconds: object.spec.template.spec.terminationGracePeriodSeconds ?? 30,
      isBestEffort: isBestEffort(object.spec.template.spec),
    },
    history,
    now,
  );
}

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/#besteffort */
const isBestEffort = ({ containers, initContainers = [], ...pod }: PodSpec): boolean =>
  [pod, ...initContainers, ...containers].every(
    ({ resources: { requests = {}, limits = {} } = {} }) =>
      Object.keys({ ...requests, ...limits }).length === 0,
  );

/** Returns how many pods the controller keeps at a time. */
function wantedPods({ spec, status }: WorkloadObject): number {
  const { desiredNumberScheduled } = (status ?? {}) as NonNullable<DaemonSet["status"]>;
  if (desiredNumberScheduled !== undefined) return desiredNumberScheduled;
  const { replicas, parallelism } = spec as StatefulSet["spec"] & Job["spec"];
  return replicas ?? parallelism ?? 1;
}
