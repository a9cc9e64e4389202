/** What the counters and conditions of one workload say of its rollout. */
export interface Verdict {
  /** suspended = nothing will happen until someone resumes it; counts as ready, and is said. */
  state: "ready" | "progressing" | "failed" | "suspended";
  /** One line, such as "1 of 2 pods ready". */
  message: string;
  /** Kebab-case, of a failed one. */
  reason?: string;
  desired: number;
  ready: number;
}

export type Counts = Pick<Verdict, "desired" | "ready">;

export const isReady = ({ state }: Verdict): boolean => state === "ready" || state === "suspended";

export const progressing = (counts: Counts, message: string): Verdict => ({
  state: "progressing",
  message,
  ...counts,
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

export const failed = (counts: Counts, reason: string, message: string): Verdict => ({
  state: "failed",
  reason,
  message,
  ...counts,
});
