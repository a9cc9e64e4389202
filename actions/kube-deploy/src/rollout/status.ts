import { diagnoseCreation } from "../diagnosis/creation.ts";
import { NOW, byUrgency, isGeneral } from "../diagnosis/diagnosis.ts";
import type { Diagnosis, History } from "../diagnosis/diagnosis.ts";
import { diagnosePod, freshEvents } from "../diagnosis/pod.ts";
import type { PodView } from "../diagnosis/pod.ts";
import type { Deployment, Pod, PodSpec, ReplicaSet } from "../api/objects.ts";
import { judge } from "../readiness/evaluate.ts";
import type { WorkloadObject } from "../readiness/evaluate.ts";
import { failed, isReady, progressing, ready } from "../readiness/verdict.ts";
import type { Verdict } from "../readiness/verdict.ts";
import type { ClusterView } from "./view.ts";
import type { Workload } from "../workloads/workloads.ts";

/** One workload at one moment: how far it is, and what is wrong with it. */
export interface Status {
  workload: Workload;
  verdict: Verdict;
  /** The most urgent first; empty while nothing is wrong. */
  diagnoses: Diagnosis[];
  /** Pods of the wanted version. */
  pods: PodView[];
  /** Images of the wanted version, as the pod template names them. */
  images: string[];
  /** When looking again can change the verdict although nothing happens, in milliseconds. */
  againAt?: number;
}

/** The clocks of an assessment, in milliseconds. */
export interface Moment {
  /** Ours. */
  now: number;
  /** The server's. */
  serverNow: number;
  /** The server's when the change began: what happened to a controller before tells of something else. */
  since: number;
}

/** Assesses one workload from the live copy of the cluster. */
export function assess(
  workload: Workload,
  view: ClusterView,
  history: History,
  moment: Moment,
): Status {
  const { kind, namespace, name } = workload;
  const object = view.find(kind, namespace, name) as WorkloadObject | undefined;
  if (object === undefined) return missing(workload);
  const creator = creatorOf(workload, object, view);
  const pods = podsOf(creator, view);
  const images = podSpecOf(object).containers.map(({ image = "" }) => image);
  const verdict = judge(kind, object);
  const base = { workload, pods, images };
  if (isReady(verdict)) return { ...base, diagnoses: [], ...settle(base, verdict, object, moment) };
  const diagnoses = [
    ...(creator === undefined ? [] : [creationOf(creator, view, history, moment)]),
    ...pods.flatMap((pod) => diagnosePod(pod, history, moment.now)),
  ].filter((diagnosis) => diagnosis !== undefined);
  return { ...base, verdict, diagnoses: byUrgency(diagnoses) };
}

function missing(workload: Workload): Status {
  const none = { desired: 0, ready: 0 };
  const verdict = workload.shortLived
    ? ready(none, "it finished and was deleted (ttlSecondsAfterFinished)")
    : failed(none, "workload-missing", "it is in terraform's state, but not in the cluster");
  return { workload, verdict, diagnoses: [], pods: [], images: [] };
}

/** What creates the pods of the wanted version: a Deployment's newest ReplicaSet, else the workload itself. */
function creatorOf(
  { kind }: Workload,
  object: WorkloadObject,
  view: ClusterView,
): WorkloadObject | ReplicaSet | undefined {
  if (kind !== "Deployment") return object;
  const sets = view.owned("ReplicaSet", object.metadata.uid ?? "");
  const revision = revisionOf(object);
  return sets.find((set) => revisionOf(set) === revision) ?? newest(sets);
}

const revisionOf = ({ metadata }: Deployment | ReplicaSet): string | undefined =>
  metadata.annotations?.["deployment.kubernetes.io/revision"];

const newest = (sets: ReplicaSet[]): ReplicaSet | undefined =>
  sets.sort((a, b) => Number(revisionOf(b) ?? 0) - Number(revisionOf(a) ?? 0))[0];

/** Pods with all their events: a pod that is not ready now is explained by whatever happened to it, also before. */
function podsOf(creator: WorkloadObject | ReplicaSet | undefined, view: ClusterView): PodView[] {
  if (creator === undefined) return [];
  const pods = view.owned("Pod", creator.metadata.uid ?? "");
  return pods.map((pod) => ({
    pod,
    events: freshEvents(view.eventsOf(pod.metadata.uid ?? ""), 0),
  }));
}

function creationOf(
  creator: WorkloadObject | ReplicaSet,
  view: ClusterView,
  history: History,
  { now, since }: Moment,
): Diagnosis | undefined {
  const { uid = "" } = creator.metadata;
  const events = freshEvents(view.eventsOf(uid), since);
  return diagnoseCreation(
    { uid, conditions: creator.status?.conditions ?? [], events },
    history,
    now,
  );
}

const podSpecOf = ({ spec }: WorkloadObject): PodSpec => spec.template.spec;

/** A container without a readiness probe counts as ready the moment it starts; it may crash a moment later. */
const SETTLE = 10_000;

/** Ready, once containers without a readiness probe have stayed up for a while (R10, K-E 74). */
function settle(
  { workload, pods }: Pick<Status, "workload" | "pods">,
  verdict: Verdict,
  object: WorkloadObject,
  { now, serverNow }: Moment,
): Pick<Status, "verdict" | "againAt"> {
  if (workload.kind === "Job") return { verdict };
  const unprobed = new Set(
    podSpecOf(object)
      .containers.filter(({ readinessProbe }) => readinessProbe === undefined)
      .map(({ name }) => name),
  );
  const youngest = Math.max(...pods.flatMap(({ pod }) => startsOf(pod, unprobed)));
  const left = youngest + SETTLE - serverNow;
  if (!(left > 0)) return { verdict };
  const message = `ready; containers without a readiness probe have to stay up for ${SETTLE / 1000} s`;
  return { verdict: progressing(verdict, message), againAt: now + left };
}

function startsOf(pod: Pod, containers: ReadonlySet<string>): number[] {
  const statuses = pod.status?.containerStatuses ?? [];
  return statuses
    .filter(({ name }) => containers.has(name))
    .map(({ state }) => Date.parse(state?.running?.startedAt ?? ""))
    .filter((time) => !Number.isNaN(time));
}

/** What to tell of a workload that is not ready: the cause in the cluster, else what its own counters say. */
export function causeOf({ verdict, diagnoses }: Status): Diagnosis {
  const [first] = diagnoses;
  const own: Diagnosis = {
    reason: verdict.reason ?? "rollout-timeout",
    message: verdict.message,
    fix: "look at the events of the workload and its pods",
    fatalAt: NOW,
  };
  if (first === undefined) return own;
  if (verdict.state !== "failed") return first;
  // What the workload says of itself is more telling than that some container ended.
  const reason = isGeneral(first) ? own.reason : first.reason;
  const message = `${first.message} (${verdict.message})`;
  return { ...first, reason, message, fatalAt: NOW };
}
