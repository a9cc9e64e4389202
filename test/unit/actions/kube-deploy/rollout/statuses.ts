import type { Diagnosis } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { progressing } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { Verdict } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";

export const counts = { desired: 2, ready: 1 };
/** The verdict on a workload that waits for its second pod. */
export const waiting = progressing(counts, "1 of 2 pods ready");

export const diagnosis = (
  fatalAt: number,
  reason: Diagnosis["reason"] = "unschedulable",
): Diagnosis => ({
  reason,
  message: "no node can take the pod",
  fix: "add nodes",
  fatalAt,
  pod: "web-1",
});

/** The status of a Deployment, with one diagnosis if `fatalAt` is given. */
export const statusOf = (
  verdict: Verdict,
  times: { fatalAt?: number | undefined; changesAt?: number | undefined } = {},
): Status => ({
  workload: { kind: "Deployment", namespace: "shop", name: "web", shortLived: false },
  verdict,
  diagnoses: times.fatalAt === undefined ? [] : [diagnosis(times.fatalAt)],
  pods: [],
  images: [],
  ...(times.changesAt === undefined ? {} : { changesAt: times.changesAt }),
});
