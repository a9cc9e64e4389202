import type { FailureReason } from "../../../lib/runtime/errors.ts";

/** Pods of a workload, or completions of a Job: how many are needed, and how many are ready. */
export interface Counts {
  desired: number;
  ready: number;
}

/** How far the rollout of one workload is, according to the counters and conditions of its object. */
export type Verdict = Counts & {
  /** One line, for example "1 of 2 pods ready". */
  message: string;
  /** The workload counts as ready, but nothing shows that it is. */
  unknown?: true;
} & (
    | {
        /** suspended: nothing happens until somebody resumes it. It counts as ready; the message says so. */
        state: "ready" | "progressing" | "suspended";
      }
    | {
        state: "failed";
        /** Kebab-case, a `failure-reason` of the README. */
        reason: FailureReason;
      }
  );

export const isReady = ({ state }: Verdict): boolean => state === "ready" || state === "suspended";

export const progressing = ({ desired, ready }: Counts, message: string): Verdict => ({
  state: "progressing",
  message,
  desired,
  ready,
});

export const ready = (counts: Counts, message?: string): Verdict => ({
  state: "ready",
  message: message ?? `${counts.ready} of ${counts.desired} pods ready`,
  ...counts,
});

export const suspended = (counts: Counts, message: string): Verdict => ({
  state: "suspended",
  message,
  ...counts,
});

export const failed = (counts: Counts, reason: FailureReason, message: string): Verdict => ({
  state: "failed",
  reason,
  message,
  ...counts,
});

/** The message of a workload without replicas, often set by an autoscaler: nothing of its version has run. */
export const SCALED_TO_ZERO = "it is scaled to 0, so no pod of it runs";

/** Returns "1 pod", "2 pods". */
export const countPods = (pods: number): string => `${pods} ${pods === 1 ? "pod" : "pods"}`;
