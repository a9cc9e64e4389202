import type {
  Deployment,
  PodSpec,
  ReplicaSet,
  WorkloadKind,
  WorkloadObject,
} from "../api/objects.ts";
import { diagnoseCreation } from "../diagnosis/creation.ts";
import { byUrgency } from "../diagnosis/diagnosis.ts";
import type { Diagnosis, History } from "../diagnosis/diagnosis.ts";
import { diagnosePod } from "../diagnosis/pod.ts";
import { eventsSince } from "../diagnosis/views.ts";
import type { PodView } from "../diagnosis/views.ts";
import { evaluateWorkload } from "../readiness/evaluate.ts";
import { failed, isReady, ready } from "../readiness/verdict.ts";
import type { Verdict } from "../readiness/verdict.ts";
import type { Workload } from "../workloads/workloads.ts";
import { requireStableStart } from "./stable-start.ts";
import type { ClusterView } from "./view.ts";

/** One workload at one time: how far its rollout is, and what is wrong with it. */
export interface Status {
  workload: Workload;
  verdict: Verdict;
  /** Most urgent first; empty when the workload is ready. */
  diagnoses: Diagnosis[];
  /** Pods of the wanted version. */
  pods: PodView[];
  /** uid of the object that creates them; undefined: it does not exist. */
  owner?: string | undefined;
  /** Images of the pod template, those of init containers included. */
  images: string[];
  /** Time (runner clock) when the verdict can change although nothing happens in the cluster. */
  changesAt?: number;
}

/** The times of an assessment, in milliseconds since the epoch. */
export interface Clocks {
  /** Runner clock. */
  now: number;
  /** API server clock. */
  serverNow: number;
  /** Controller events before this time (API server clock) belong to an earlier rollout and are ignored. */
  since: number;
}

/** Assesses one workload by the objects of the view. */
export function assessWorkload(
  workload: Workload,
  view: ClusterView,
  history: History,
  clocks: Clocks,
): Status {
  const { kind, namespace, name } = workload;
  const object = view.find(kind, namespace, name) as WorkloadObject | undefined;
  if (object === undefined) return missing(workload);
  const creator = creatorOf(kind, object, view);
  const pods = creator === undefined ? [] : podsOf(creator, view);
  const podSpec: PodSpec = object.spec.template.spec;
  const images = [...(podSpec.initContainers ?? []), ...podSpec.containers].map(
    ({ image = "" }) => image,
  );
  const verdict = evaluateWorkload(kind, object);
  const base = { workload, pods, owner: creator?.metadata.uid, images };
  if (!isReady(verdict)) {
    const refused =
      creator === undefined ? undefined : diagnoseCreator(creator, view, history, clocks);
    const diagnoses = pods.flatMap((pod) => diagnosePod(pod, history, clocks.now));
    if (refused !== undefined) diagnoses.unshift(refused);
    return { ...base, verdict, diagnoses: byUrgency(diagnoses) };
  }
  // The containers of a Job end; it is ready when it has completed.
  if (kind === "Job") return { ...base, verdict, diagnoses: [] };
  const stable = requireStableStart(
    verdict,
    podSpec,
    pods.map(({ pod }) => pod),
    clocks.serverNow,
  );
  const changesAt =
    stable.changesIn === undefined ? {} : { changesAt: clocks.now + stable.changesIn };
  return { ...base, verdict: stable.verdict, diagnoses: [], ...changesAt };
}

/** Whether waiting for a workload is pointless at this time (runner clock, milliseconds since the epoch). */
export const cannotBecomeReady = ({ verdict, diagnoses }: Status, now: number): boolean =>
  verdict.state === "failed" || diagnoses.some(({ fatalAt }) => fatalAt <= now);

function missing(workload: Workload): Status {
  const none = { desired: 0, ready: 0 };
  const verdict = workload.shortLived
    ? ready(none, "it finished and was deleted (ttlSecondsAfterFinished)")
    : failed(none, "workload-missing", "it is in the Terraform state, but not in the cluster");
  return { workload, verdict, diagnoses: [], pods: [], images: [] };
}

/** The object that creates the pods of the wanted version: a Deployment's newest ReplicaSet, else the workload. */
function creatorOf(
  kind: WorkloadKind,
  object: WorkloadObject,
  view: ClusterView,
): WorkloadObject | ReplicaSet | undefined {
  if (kind !== "Deployment") return object;
  const sets = view.owned("ReplicaSet", object.metadata.uid);
  const revision = revisionOf(object);
  return sets.find((set) => revisionOf(set) === revision) ?? newestOf(sets);
}

const revisionOf = ({ metadata }: Deployment | ReplicaSet): string | undefined =>
  metadata.annotations?.["deployment.kubernetes.io/revision"];

const newestOf = (sets: readonly ReplicaSet[]): ReplicaSet | undefined =>
  [...sets].sort((a, b) => Number(revisionOf(b) ?? 0) - Number(revisionOf(a) ?? 0))[0];

/** Pods with all of their events: what happened to a pod before this deployment still explains why it is not ready. */
const podsOf = ({ metadata }: WorkloadObject | ReplicaSet, view: ClusterView): PodView[] =>
  view
    .owned("Pod", metadata.uid)
    .map((pod) => ({ pod, events: eventsSince(view.eventsOf(pod.metadata.uid), 0) }));

function diagnoseCreator(
  { metadata, status }: WorkloadObject | ReplicaSet,
  view: ClusterView,
  history: History,
  { now, since }: Clocks,
): Diagnosis | undefined {
  const { uid } = metadata;
  const events = eventsSince(view.eventsOf(uid), since);
  return diagnoseCreation({ uid, conditions: status?.conditions ?? [], events }, history, now);
}
