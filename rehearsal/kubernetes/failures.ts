import { fitsWildcard } from "../base/wildcard.ts";
/**
 * Every failure that can be scripted, with its effect. The embedded cluster and the real control plane share this list.
 */
const FAILURES = {
  "image-not-found": "the registry does not have the image: ErrImagePull, then ImagePullBackOff",
  "image-pull-denied": "the registry refuses the node: 403, ImagePullBackOff",
  "image-wrong-platform": "the image has no manifest for the node's platform",
  "config-error":
    "a secret that the container's environment needs is missing: CreateContainerConfigError",
  crash: "the container exits with 1 shortly after its start: CrashLoopBackOff",
  oom: "the kernel kills the container for its memory: OOMKilled, exit code 137",
  init: "the init containers exit with 1: Init:CrashLoopBackOff",
  probe: "the readiness probe is answered with 503",
  "never-ready": "the container runs, nothing listens on the port of its readiness probe",
  liveness: "the liveness probe fails: the kubelet restarts the container again and again",
  startup: "the startup probe fails: the container never counts as started and is restarted",
  flap: "the container is ready, loses its readiness three times for five seconds, and keeps it then",
  recover: "the container exits with 1 twice, as one that waits for its database, and runs then",
  quiet: "the pod is healthy, and the kubelet writes no events",
  slow: "the container takes 20 seconds of the cluster's time longer to become ready",
  unschedulable: "no node has enough CPU left: the pod stays Pending",
  quota: "the namespace's quota is used up: the pods cannot be created",
  "pod-security": "the namespace's Pod Security level refuses the pods",
} as const;

export type FailureReason = keyof typeof FAILURES;

export interface Failure {
  reason: FailureReason;
  /** Name of the Deployment, StatefulSet, DaemonSet, Job or Pod. Default: all. */
  workload?: string;
  /** Name of the container. Default: all containers of the kind that fails. */
  container?: string;
  /**
   * Only pods with a container of such an image, where `*` stands for any text: for example a bad release next to a
   * good one.
   */
  image?: string;
  /**
   * Only pods with an image that no ready pod of the cluster ran when this failure was scripted. Images that ran well
   * keep running.
   */
  newImages?: boolean;
  /** What the container writes to its log before it ends. */
  logs?: string[];
}

/** The properties of a pod that select its failures. */
export interface PodIdentity {
  metadata: {
    name?: string;
    ownerReferences?: { kind: string; name: string }[];
  };
  spec: {
    containers: { name: string; image?: string }[];
    initContainers?: { name: string; image?: string }[];
  };
}

interface Scripted extends Failure {
  /** Images that run well. */
  except: ReadonlySet<string>;
}

/** The currently scripted failures. */
export class Failures {
  private scripted: Scripted[] = [];

  /**
   * Adds a failure. The failure that was added last takes precedence.
   * @param runsWell images of the pods that are ready now
   * @throws Error for an unknown reason; the message lists the known reasons
   */
  add(failure: Failure, runsWell: Iterable<string> = []): void {
    if (!Object.hasOwn(FAILURES, failure.reason))
      throw new Error(
        `failure "${failure.reason}" is not known. Expected one of ${Object.keys(FAILURES).join(", ")}.`,
      );
    const except = new Set(failure.newImages === true ? runsWell : []);
    this.scripted.unshift({ ...failure, except });
  }

  clear(): void {
    this.scripted = [];
  }

  /** Returns the failures that affect a pod. */
  of(pod: PodIdentity): Failure[] {
    return this.scripted.filter((failure) => concerns(failure, pod));
  }
}

/**
 * Returns the failure of one container of a pod, if any. `init` affects only init containers; all other failures affect
 * only the other containers.
 */
export function failureOf(
  failures: readonly Failure[],
  container: { name: string },
  isInit: boolean,
): Failure | undefined {
  return failures.find(
    ({ reason, container: name }) =>
      (reason === "init") === isInit && (name === undefined || name === container.name),
  );
}

/**
 * Returns whether a name refers to a workload. A Job's name may end in the hash of its template, because the template
 * cannot be changed.
 */
export const isNamed = (workload: string, name: string): boolean =>
  workload === name || workload.replace(/-[0-9a-f]{8}$/, "") === name;

/** Returns the name of the workload that a pod belongs to. A ReplicaSet's pod belongs to the Deployment. */
export function workloadOf({ metadata }: PodIdentity): string {
  const [owner] = metadata.ownerReferences ?? [];
  if (owner === undefined) return metadata.name ?? "";
  // A ReplicaSet's name ends in the hash of its template.
  return owner.kind === "ReplicaSet" ? owner.name.replace(/-[a-z0-9]+$/, "") : owner.name;
}

function concerns({ workload, container, image, except }: Scripted, pod: PodIdentity): boolean {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return (
    (workload === undefined || isNamed(workloadOf(pod), workload)) &&
    (container === undefined || containers.some(({ name }) => name === container)) &&
    (image === undefined || containers.some((one) => fitsWildcard(image, one.image ?? ""))) &&
    containers.some((one) => !except.has(one.image ?? ""))
  );
}
