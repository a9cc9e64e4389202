import type { FailureReason } from "../../../lib/runtime/errors.ts";

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
  pod?: string;
  container?: string;
  /** As the pod names it. */
  image?: string;
}

export const ALREADY = 0;
export const NEVER = Infinity;

/** How long a signal that often ends by itself is tolerated, in milliseconds since it was first seen. */
export const GRACE_PERIODS = {
  /** The kubelet does not recover from it. */
  none: 0,
  /** A registry refuses for a moment while credentials are renewed. */
  pullDenied: 15_000,
  /** A Secret may be created just after the pod; the kubelet tries again every ten seconds. */
  configuration: 15_000,
  /** Pods that end free quota. */
  podsRefused: 10_000,
  volume: 120_000,
  /** An autoscaler needs minutes to add a node. */
  unschedulable: 300_000,
} as const;

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
}

/** From general to specific: of two diagnoses with equal urgency, the one whose reason stands later says more. */
const RANK = [
  "not-ready",
  "container-failed",
  "container-restarted",
  "pods-not-created",
  "readiness-gate",
  "readiness-probe-failed",
  "image-pull-failed",
  "unschedulable",
  "volume-mount-failed",
];

/** Whether a diagnosis says only that a container ended or a pod waits, not why. */
export const isGeneral = ({ reason }: Diagnosis): boolean =>
  ["not-ready", "container-failed", "container-restarted"].includes(reason);

const rankOf = ({ reason }: Diagnosis): number => {
  const rank = RANK.indexOf(reason);
  return rank < 0 ? RANK.length : rank;
};

/** Sorts by urgency, then from specific to general. */
export const byUrgency = (diagnoses: readonly Diagnosis[]): Diagnosis[] =>
  [...diagnoses].sort((a, b) =>
    a.fatalAt === b.fatalAt ? rankOf(b) - rankOf(a) : a.fatalAt - b.fatalAt,
  );
