import type { FailureReason } from "../../../lib/runtime/errors.ts";
import type { Verdict } from "../readiness/verdict.ts";

/** Why a workload is not healthy: a problem of one of its pods, or of the workload itself. */
export interface Diagnosis {
  /** Kebab-case, a `failure-reason` of the README. */
  reason: FailureReason;
  /** Quotes the cluster's text unchanged, of any length: it is redacted before it is put on one line and cut. */
  message: string;
  /** What the reader can do about it. */
  fix: string;
  /**
   * Time from which waiting is pointless, by the runner's clock, in milliseconds since the epoch. ALREADY is before any
   * time. With NEVER, the rollout may still recover, so the diagnosis is only reported when the time for the rollout is
   * over.
   */
  fatalAt: number;
  /** The container or pod ended and is started again: fatal only if that happens to enough of the pods. */
  crash?: true;
  pod?: string;
  container?: string;
  /** The image as the pod names it. */
  image?: string;
}

export const ALREADY = 0;
export const NEVER = Infinity;

/**
 * How long a problem that often ends by itself is tolerated, in milliseconds since it was first seen. Outages have no
 * grace period: what does not answer now may answer later, so only the end of the rollout's time counts.
 */
export const GRACE_PERIODS = {
  /** The kubelet does not recover from this problem. */
  none: 0,
  /** A registry may refuse for a moment while credentials are renewed. */
  pullDenied: 15_000,
  /** The runtime tries again every ten seconds. */
  start: 15_000,
  /** An operator may create a Secret or a claim after the pod exists. */
  configuration: 60_000,
  /** A rule of the cluster refuses the pods. Only a change of the workload or the rule ends that. */
  podsRefused: 10_000,
  volume: 120_000,
  /** An autoscaler needs minutes to add a node. */
  unschedulable: 300_000,
} as const;

/** When a diagnosis is made, and how many crashes are tolerated. */
export interface Moment {
  /** Runner clock, in milliseconds since the epoch. */
  now: number;
  /** API server clock, in milliseconds since the epoch. */
  serverNow: number;
  /** How often a container may end before it counts as crashing repeatedly. */
  crashTolerance: number;
}

/** What was observed of pods earlier: a single status does not say for how long or how often. Times as in `fatalAt`. */
export interface History {
  /** Returns when this signal was first seen, if every assessment since has seen it; `now` if it is new. */
  firstSeen(signal: string, now: number): number;
  /** Returns how often the image of a container could not be pulled since the watch began. */
  failedPulls(podUid: string, container: string): number;
  /** Returns the last pull error that names a cause. The message of the back-off that follows may not name it. */
  pullError(podUid: string, container: string): string | undefined;
  /** Returns how often the container restarted before this deployment. */
  restartsBefore(podUid: string, container: string): number;
  /** Remembers the progress of a Job: the cluster may delete the Job after its end. */
  observeJob(job: JobName, verdict: Verdict): void;
  /** Returns the progress of a Job when it was last seen. */
  lastOfJob(job: JobName): Verdict | undefined;
  /** Remembers what is wrong with a pod of a Job: the pod may be deleted before the Job has failed. */
  rememberProblem(job: JobName, problem: Diagnosis): void;
  /** Returns the problem of a Job that was remembered last. */
  problemOf(job: JobName): Diagnosis | undefined;
}

interface JobName {
  namespace: string;
  name: string;
}

/**
 * From general to specific: of two diagnoses with equal urgency, the one whose reason comes later in this list is more
 * specific.
 */
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

/** Returns whether a diagnosis only says that a container ended or a pod waits, but not why. */
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
