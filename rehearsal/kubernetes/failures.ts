import { StatusError, forbidden } from "./errors.ts";
import type { Kind } from "./kinds.ts";
import type { KubernetesObject, Pod } from "./objects.ts";

/** Every scripted failure, with what one sees of it. */
export const FAILURES = {
  "image-not-found": "the registry does not have the image: ErrImagePull, then ImagePullBackOff",
  "image-pull-denied": "the registry refuses the node: 403, ImagePullBackOff",
  "image-wrong-platform": "the image has no manifest for the node's platform",
  "image-rate-limited": "the registry answers 429; the third pull succeeds",
  "image-invalid": "the image's name cannot be parsed: InvalidImageName",
  crash: "the container exits with 1 shortly after its start: CrashLoopBackOff",
  oom: "the kernel kills the container for its memory: OOMKilled, exit code 137",
  liveness: "the liveness probe fails: the kubelet restarts the container again and again",
  startup: "the startup probe fails: the container never counts as started",
  probe: "the readiness probe is answered with 503",
  "never-ready": "the container runs, nothing listens on the port of its readiness probe",
  init: "the first init container exits with 1: Init:CrashLoopBackOff",
  "config-error":
    "a secret that the container's environment needs is missing: CreateContainerConfigError",
  "start-error": "the container's command does not exist in the image: RunContainerError",
  mount: "a volume's config map is missing: the pod stays in ContainerCreating",
  unschedulable: "no node has enough CPU left: the pod stays Pending",
  quota: "the namespace's quota is used up: the ReplicaSet cannot create pods",
  "pod-security": "the namespace's Pod Security level refuses the pods",
  webhook: "an admission webhook refuses the pods",
  "readiness-gate": "the load balancer's target is unhealthy: its pod readiness gate stays False",
  evicted: "the node evicts the first pod under memory pressure; a new one replaces it",
  slow: "the pod takes 20 cluster seconds longer to become ready",
} as const;

export type FailureReason = keyof typeof FAILURES;

export interface Failure {
  reason: FailureReason;
  /** Name of the workload (Deployment, StatefulSet, DaemonSet, Job); `*` stands for any text. All when left out. */
  workload?: string;
  namespace?: string;
  /** The container it happens to; by default the first one (for `init`, the first init container). */
  container?: string;
  /** Only pods with such an image, `*` stands for any text: lets a rollback to another image succeed. */
  image?: string;
  /** How many pods are hit; all when left out. */
  times?: number;
  /** What the container writes before it ends. */
  logs?: string[];
}

const ONCE = new Set<FailureReason>(["evicted"]);
const AT_ADMISSION = new Set<FailureReason>(["quota", "pod-security", "webhook", "readiness-gate"]);
const GATE = "target-health.elbv2.k8s.aws";

/** The failures that are scripted, and which pods they have hit. */
export class Failures {
  private readonly scripted: { failure: Failure; hit: Set<string> }[] = [];

  /** @throws Error for a reason that does not exist, naming those that do */
  add(failure: Failure): void {
    if (!Object.hasOwn(FAILURES, failure.reason))
      throw new Error(
        `unknown failure "${failure.reason}"; known are ${Object.keys(FAILURES).join(", ")}`,
      );
    this.scripted.push({ failure, hit: new Set() });
  }

  clear(): void {
    this.scripted.length = 0;
  }

  /** The failures that happen to a pod; asking again for the same pod gives the same answer. */
  of(pod: Pod): Failure[] {
    return this.scripted
      .filter(({ failure, hit }) => {
        if (!concerns(failure, pod)) return false;
        if (hit.has(pod.metadata.uid)) return true;
        if (hit.size >= (failure.times ?? (ONCE.has(failure.reason) ? 1 : Infinity))) return false;
        hit.add(pod.metadata.uid);
        return true;
      })
      .map(({ failure }) => failure);
  }

  /** Plays the admission plugins and webhooks that a failure stands for. @throws StatusError 403 */
  admit(kind: Kind, object: KubernetesObject): void {
    if (kind.plural !== "pods") return;
    const pod = object as Pod;
    const failure = this.scripted
      .map((entry) => entry.failure)
      .find((item) => AT_ADMISSION.has(item.reason) && concerns(item, pod));
    if (failure === undefined) return;
    if (failure.reason === "readiness-gate") {
      const service = workloadOf(pod);
      pod.spec.readinessGates = [{ conditionType: `${GATE}/k8s-${service}-0a1b2c3d4e` }];
    } else throw refusal(failure, kind, pod);
  }
}

function refusal(failure: Failure, kind: Kind, pod: Pod): StatusError {
  const { name } = pod.metadata;
  const container = failure.container ?? pod.spec.containers[0]?.name ?? "";
  switch (failure.reason) {
    case "quota":
      return forbidden(
        kind,
        name,
        "exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10",
      );
    case "pod-security":
      return forbidden(
        kind,
        name,
        `violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "${container}" must set securityContext.runAsNonRoot=true)`,
      );
    default:
      return new StatusError(
        403,
        "Forbidden",
        'admission webhook "validate.policy.example.com" denied the request: image is not signed',
      );
  }
}

/** The workload a pod belongs to: a ReplicaSet's pod belongs to its Deployment. */
export function workloadOf(pod: Pod): string {
  const owner = pod.metadata.ownerReferences?.[0];
  if (owner === undefined) return pod.metadata.name;
  const hash = pod.metadata.labels?.["pod-template-hash"];
  const suffix = `-${hash ?? ""}`;
  return owner.kind === "ReplicaSet" && hash !== undefined && owner.name.endsWith(suffix)
    ? owner.name.slice(0, -suffix.length)
    : owner.name;
}

function concerns(failure: Failure, pod: Pod): boolean {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return (
    fits(failure.workload, workloadOf(pod)) &&
    fits(failure.namespace, pod.metadata.namespace ?? "") &&
    (failure.container === undefined ||
      containers.some(({ name }) => name === failure.container)) &&
    (failure.image === undefined || containers.some(({ image }) => fits(failure.image, image)))
  );
}

function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const parts = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}
