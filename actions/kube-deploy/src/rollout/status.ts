import type { ManagedFields, Pod, PodSpec, WorkloadKind, WorkloadObject } from "../api/objects.ts";
import { fullKind } from "../api/resources.ts";
import { diagnoseReplicaSetCreation } from "../diagnosis/creation.ts";
import { byUrgency } from "../diagnosis/diagnosis.ts";
import type { Diagnosis, History, Moment } from "../diagnosis/diagnosis.ts";
import { diagnoseEndedPods } from "../diagnosis/ended-pods.ts";
import { diagnosePod } from "../diagnosis/pod.ts";
import { diagnoseWorking } from "../diagnosis/working.ts";
import { eventsSince } from "../diagnosis/views.ts";
import type { PodView } from "../diagnosis/views.ts";
import { evaluateCustomResource } from "../readiness/custom-resource.ts";
import { evaluateWorkload } from "../readiness/evaluate.ts";
import { isReady, progressing } from "../readiness/verdict.ts";
import type { Verdict } from "../readiness/verdict.ts";
import type { CustomWorkload, Workload } from "../workloads/workloads.ts";
import { waitForNodes } from "./added-nodes.ts";
import { diagnoseCreator } from "./creator.ts";
import { diagnoseEnding, endingUntil, waitForRoom } from "./ending.ts";
import { diagnosesOfJob } from "./job-cause.ts";
import { verdictOfMissing } from "./missing.ts";
import { quietUntil } from "./quiet.ts";
import { requireStableStart } from "./stable-start.ts";
import { tolerateFew } from "./tolerance.ts";
import type { ClusterView } from "./view.ts";
import { readyOfWanted } from "./wanted-ready.ts";
import { findWanted, isOfNewest } from "./wanted.ts";
import type { Wanted } from "./wanted.ts";

/** One workload at one time: how far its rollout is, and what is wrong with it. */
export interface Status {
  workload: Workload;
  verdict: Verdict;
  /** Most urgent first; empty if the workload is ready. */
  diagnoses: Diagnosis[];
  /** Pods of the wanted version. */
  pods: PodView[];
  /** How many of `pods` are ready; undefined if that is not known, or if the whole workload is ready. */
  wantedReady?: number | undefined;
  /** The workload itself; undefined if it does not exist, or is a custom resource. */
  object?: WorkloadObject;
  /** Set if the workload fails in a version that something else has made. */
  overtaken?: Overtaking;
  /** uid of the object that creates the pods; undefined if the object does not exist. */
  owner?: string | undefined;
  /** Images of the pod template, including those of init containers. */
  images: string[];
  /** Time (runner clock) when the verdict can change even if nothing happens in the cluster. */
  changesAt?: number;
  /** Time (runner clock) until which nothing has to happen in the cluster: something in progress takes that long. */
  quietUntil?: number;
}

/** Something other than this deployment has given a workload a new version while the workload was watched. */
export interface Overtaking {
  /** Who changed the template, and when: the newest entry of the managed fields. Omitted if they do not tell. */
  by?: Pick<ManagedFields, "manager" | "time">;
  /** Whether the new version has other images. */
  hasOtherImages: boolean;
}

/** The times of an assessment, in milliseconds since the epoch, and its tolerance. */
export interface Clocks extends Moment {
  /** Controller events before this time (API server clock) belong to an earlier rollout and are ignored. */
  since: number;
}

/** Assesses one workload with the objects in the view. */
export function assessWorkload(
  workload: Workload,
  view: ClusterView,
  history: History,
  clocks: Clocks,
): Status {
  if (workload.custom !== undefined) return assessCustomResource(workload, view, history);
  const { kind, namespace, name } = workload;
  const object = view.find(kind, namespace, name) as WorkloadObject | undefined;
  if (object === undefined) {
    const verdict = verdictOfMissing(workload, view, history);
    const problem = verdict.state === "failed" ? history.problemOf(workload) : undefined;
    const diagnoses = problem === undefined ? [] : [problem];
    return { workload, verdict, diagnoses, pods: [], images: [] };
  }
  const wanted = findWanted(kind, object, view);
  const pods = wanted.pods.map((pod) => ({
    pod,
    // Earlier events are included: what happened to a pod before this deployment can still explain why it is not ready.
    events: eventsSince(view.eventsOf(pod.metadata.uid), 0),
    eventsOfClaim: (claim: string) =>
      view.eventsAbout("PersistentVolumeClaim", { namespace, name: claim }),
    neighbours: () => view.all("Pod", namespace) as Pod[],
  }));
  const verdict = evaluateWorkload(kind, object, {
    replicaSet: wanted.creator?.metadata.name,
    since: clocks.since,
  });
  if (kind === "Job") history.observeJob(workload, verdict);
  const seen: Seen = { workload, kind, object, wanted, pods, verdict };
  return {
    workload,
    pods,
    object,
    owner: wanted.creator?.metadata.uid,
    images: imagesOf(object.spec.template.spec),
    ...(isReady(verdict) ? assessReady(seen, clocks) : assessUnready(seen, view, history, clocks)),
  };
}

/** What is known about a workload. */
interface Seen {
  workload: Workload;
  kind: WorkloadKind;
  object: WorkloadObject;
  wanted: Wanted;
  pods: PodView[];
  /** What the object reports about itself. */
  verdict: Verdict;
}

type Assessment = Pick<
  Status,
  "verdict" | "diagnoses" | "changesAt" | "quietUntil" | "wantedReady"
>;

/** Assesses why a workload is not ready, and how long that may last. */
function assessUnready(
  { workload, kind, object, wanted, pods, verdict }: Seen,
  view: ClusterView,
  history: History,
  clocks: Clocks,
): Assessment {
  const found = [
    kind === "Deployment" ? diagnoseDeployment(object, history, clocks) : undefined,
    diagnoseCreator(wanted, object, view, history, clocks),
    diagnoseEnding(kind, object, view, clocks.serverNow),
    ...diagnoseEndedPods(wanted.pods, clocks),
    ...pods.flatMap((pod) => diagnosePod(pod, history, clocks)),
    kind === "Job" ? diagnoseWorking(pods) : undefined,
  ].filter((diagnosis) => diagnosis !== undefined);
  // Pods of all other kinds either have the new version or are ignored.
  const isNew = kind === "StatefulSet" ? isOfNewest(object) : () => true;
  const told =
    kind === "Job"
      ? diagnosesOfJob({ workload, verdict, pods }, found, history, clocks.since)
      : found;
  const tolerated = tolerateFew(told, pods, kind, isNew);
  const { diagnoses, until } = waitForRoom(tolerated, object, view, history, clocks);
  return {
    ...waitForNodes(verdict, object, pods, history, clocks.now),
    wantedReady: readyOfWanted(kind, object, wanted),
    diagnoses: byUrgency(diagnoses),
    quietUntil: Math.max(
      quietUntil(kind, object, pods, clocks),
      endingUntil(kind, object, view, clocks),
      until,
    ),
  };
}

/** Assesses whether a workload will stay ready. */
function assessReady({ kind, object, wanted, verdict }: Seen, clocks: Clocks): Assessment {
  // The containers of a Job end; the Job is ready when it has completed.
  if (kind === "Job") return { verdict, diagnoses: [] };
  if (wanted.creator === undefined)
    return { verdict: progressing(verdict, "its ReplicaSet is not known yet"), diagnoses: [] };
  const podSpec = object.spec.template.spec;
  const stable = requireStableStart(verdict, podSpec, wanted.pods, clocks.serverNow);
  const changesAt =
    stable.changesIn === undefined ? {} : { changesAt: clocks.now + stable.changesIn };
  return { verdict: stable.verdict, diagnoses: [], ...changesAt };
}

/** Returns the images of all containers, including init containers. */
export const imagesOf = ({ initContainers = [], containers }: PodSpec): string[] =>
  [...initContainers, ...containers].map(({ image = "" }) => image);

/** Assesses a custom resource. It is not known which pods belong to it, so its verdict is all that is known. */
function assessCustomResource(
  workload: CustomWorkload,
  view: ClusterView,
  history: History,
): Status {
  const { namespace, name, custom } = workload;
  const kind = fullKind(custom);
  const object = view.find(kind, namespace, name);
  const verdict =
    object === undefined
      ? verdictOfMissing(workload, view, history)
      : evaluateCustomResource(kind, object, custom.expected);
  return { workload, verdict, diagnoses: [], pods: [], images: [] };
}

/** Returns whether waiting for a workload is pointless at this time (runner clock, milliseconds since the epoch). */
export const cannotBecomeReady = ({ verdict, diagnoses }: Status, now: number): boolean =>
  verdict.state === "failed" || diagnoses.some(({ fatalAt }) => fatalAt <= now);

const diagnoseDeployment = (
  { metadata, status }: WorkloadObject,
  history: History,
  clocks: Clocks,
): Diagnosis | undefined =>
  diagnoseReplicaSetCreation(metadata.uid, status?.conditions, clocks, history);
