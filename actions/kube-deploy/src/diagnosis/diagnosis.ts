import type { FailureReason } from "../../../lib/runtime/errors.ts";
import type { Verdict } from "../readiness/verdict.ts";

/** Why a workload is not healthy: something that is wrong with one of its pods, or with the workload itself. */
export interface Diagnosis {
  /** Kebab-case, a `failure-reason` of the README. */
  reason: FailureReason;
  /**
   * Quotes the cluster as it came, of any length: a secret in it is recognised before the text is folded to a line and
   * cut.
   */
  message: string;
  /** What the reader can do about it. */
  fix: string;
  /**
   * Time from which waiting is pointless, by the runner's clock, in milliseconds since the epoch. ALREADY is before any
   * time; with NEVER the rollout may still recover, so it is reported only when the time for the rollout is over.
   */
  fatalAt: number;
  /** The container or pod ended and is started again: fatal only when that happens to enough of the pods. */
  crash?: true;
  pod?: string;
  container?: string;
  /** As the pod names it. */
  image?: string;
}

export const ALREADY = 0;
export const NEVER = Infinity;

/**
 * How long a signal that often ends by itself is tolerated, in milliseconds since it was first seen. Outages have none:
 * what does not answer now may answer later, so only the end of the rollout's time counts.
 */
export const GRACE_PERIODS = {
  /** The kubelet does not recover from it. */
  none: 0,
  /** A registry refuses for a moment while credentials are renewed. */
  pullDenied: 15_000,
  /** The runtime tries again every ten seconds. */
  start: 15_000,
  /** An operator may write a Secret or a claim after the pod exists. */
  configuration: 60_000,
  /** A rule of the cluster refuses the pods, and only a change of the workload or the rule ends that. */
  podsRefused: 10_000,
  volume: 120_000,
  /** An autoscaler needs minutes to add a node. */
  unschedulable: 300_000,
} as const;

/** When a diagnosis is made, and how much the rollout may take. */
export interface Moment {
  /** Runner clock, in milliseconds since the epoch. */
  now: number;
  /** API server clock, in milliseconds since the epoch. */
  serverNow: number;
  /** How often a container may end before it counts as one that keeps ending. */
  crashTolerance: number;
}

/** What was observed of pods before now: a single status does not say how long and how often. Times as `fatalAt`. */
export interface History {
  /** When this signal was first seen, if it has been seen in every assessment since; `now` when it is new. */
  firstSeen(signal: string, now: number): number;
  /** How many times the image of a container could not be pulled, since the rollout is watched. */
  failedPulls(podUid: string, container: string): number;
  /** The last pull error that names a cause; the message of the back-off that follows may leave it out. */
  pullError(podUid: string, container: string): string | undefined;
  /** Restarts of the container that happened before this deployment. */
  restartsBefore(podUid: string, container: string): number;
  /** Keeps how far a Job is: the cluster may delete it after its end. */
  observeJob(job: JobName, verdict: Verdict): void;
  /** How far a Job was when it was last seen. */
  lastOfJob(job: JobName): Verdict | undefined;
}

interface JobName {
  namespace: string;
  name: string;
}

/** From general to specific: of two diagnoses with equal urgency, the one whose reason stands later says more. */
const RANK = [
  "rollout-timeout",
  "not-ready",
  "container-failed",
  "container-restarted",
  "pod-terminating",
  "pods-not-created",
  "readiness-gate",
  "readiness-probe-failed",
  "startup-probe-failed",
  "evicted",
  "node-rejected",
  "nodes-not-ready",
  "image-pull-failed",
  "unschedulable",
  "volume-mount-failed",
];

/** Whether a diagnosis says only that a container ended or a pod waits, not why. */
export const isGeneral = ({ reason }: Diagnosis): boolean =>
  ["rollout-timeout", "not-ready", "container-failed", "container-restarted"].includes(reason);

const rankOf = ({ reason }: Diagnosis): number => {
  const rank = RANK.indexOf(reason);
  return rank < 0 ? RANK.length : rank;
};

/** Sorts by urgency, then from specific to general. */
export const byUrgency = (diagnoses: readonly Diagnosis[]): Diagnosis[] =>
  [...diagnoses].sort((a, b) =>
    a.fatalAt === b.fatalAt ? rankOf(b) - rankOf(a) : a.fatalAt - b.fatalAt,
  );
