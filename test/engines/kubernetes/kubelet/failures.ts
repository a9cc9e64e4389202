import { EngineProblem } from "../../engine.ts";
import type { Pod } from "./pod.ts";

/** Ways in which the kubelet lets a container fail. The names are those of the embedded Kubernetes API. */
export const POD_FAILURES = [
  "image-not-found",
  "image-pull-denied",
  "config-error",
  "crash",
  "oom",
  "probe",
  "never-ready",
  "init",
] as const;

export type PodFailureReason = (typeof POD_FAILURES)[number];

export interface PodFailure {
  reason: PodFailureReason;
  /** Name of the Deployment, StatefulSet, DaemonSet, Job or Pod; all when it is left out. */
  workload?: string;
  /** All containers of the kind that fails when it is left out. */
  container?: string;
  /** Only pods whose containers have exactly this image: a bad release beside a good one. */
  image?: string;
}

/** Refuses reasons that are no kubelet's: quota and unschedulable come from the real servers. */
export function requirePodFailure(failure: PodFailure): PodFailure {
  if (POD_FAILURES.includes(failure.reason)) return failure;
  throw new EngineProblem(
    `the kubelet knows no failure ${JSON.stringify(failure.reason)}; it knows ${POD_FAILURES.join(", ")}. For quota create a ResourceQuota, for unschedulable call cordon()`,
  );
}

/** What is wrong with this container of this pod, undefined when nothing is. */
export function failureOf(
  pod: Pod,
  container: { name: string; image: string },
  isInit: boolean,
  failures: readonly PodFailure[],
): PodFailureReason | undefined {
  return failures.find(
    ({ reason, workload, container: name, image }) =>
      (reason === "init") === isInit &&
      (workload === undefined || workloadOf(pod) === workload) &&
      (name === undefined || container.name === name) &&
      (image === undefined || container.image === image),
  )?.reason;
}

/** The name of what made the pod; a ReplicaSet's name ends in the template's hash. */
export function workloadOf(pod: Pod): string {
  const [owner] = pod.metadata.ownerReferences ?? [];
  if (owner === undefined) return pod.metadata.name;
  return owner.kind === "ReplicaSet" ? owner.name.replace(/-[a-z0-9]+$/, "") : owner.name;
}
