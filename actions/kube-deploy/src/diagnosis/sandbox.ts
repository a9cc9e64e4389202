import { conditionOf, timeOf } from "../api/objects.ts";
import type { Event } from "../api/objects.ts";
import { GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import type { PodView } from "./views.ts";

/**
 * Diagnoses a pod whose node cannot prepare it: volumes (also Secrets and ConfigMaps that are mounted as files), then
 * the network. Nothing of it is left once a container is pulled or runs.
 */
export function diagnoseSandbox(
  view: PodView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const { pod, events } = view;
  if (isPrepared(view)) return undefined;
  const event = events.find(
    (one) => FAILURES.test(one.reason ?? "") && !isAttachedSince(one, events),
  );
  if (event === undefined || isOvertaken(event, events)) return undefined;
  const message = event.message ?? "";
  const known = CAUSES.find(({ says }) => says.test(`${event.reason ?? ""}: ${message}`)) ?? VOLUME;
  // The volume comes free when the pod that holds it has ended.
  const release = (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  const gracePeriod = GRACE_PERIODS.volume + (known.reason === "volume-multi-attach" ? release : 0);
  const firstSeen = history.firstSeen(`${pod.metadata.uid}/sandbox`, now);
  return {
    reason: known.reason,
    message: `${known.what}: ${message}`,
    fix: known.fix,
    fatalAt: known.isOutage === true ? NEVER : firstSeen + gracePeriod,
    pod: pod.metadata.name,
  };
}

const FAILURES =
  /^(?:FailedMount|FailedAttachVolume|FailedMapVolume|FailedCreatePodSandBox|NetworkNotReady)$/;

/** A container that waits for its image, runs or has run has its volumes and its network; also an init container. */
function isPrepared({ pod: { status = {} } }: PodView): boolean {
  if (conditionOf(status.conditions, "PodReadyToStartContainers")?.status === "True") return true;
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return statuses.some(
    ({ state, restartCount }) =>
      restartCount > 0 ||
      state?.running !== undefined ||
      state?.terminated !== undefined ||
      /^(?!ContainerCreating$|PodInitializing$)./.test(state?.waiting?.reason ?? ""),
  );
}

/** A pull or a start needs everything that was missing before. Times have whole seconds. */
const isOvertaken = (failure: Event, events: readonly Event[]): boolean =>
  events.some(
    (event) =>
      /^(?:Pulling|Pulled|Created|Started)$/.test(event.reason ?? "") &&
      timeOf(event) >= timeOf(failure),
  );

/** The volume that an event names. */
const volumeIn = ({ message = "" }: Event): string | undefined =>
  /\bvolume "([^"]+)"/.exec(message)?.[1];

/** A volume that was attached is mounted next, which may take long: a file system is checked, owners are changed. */
const isAttachedSince = (failure: Event, events: readonly Event[]): boolean =>
  failure.reason === "FailedAttachVolume" &&
  events.some(
    (event) =>
      event.reason === "SuccessfulAttachVolume" &&
      volumeIn(event) === volumeIn(failure) &&
      timeOf(event) >= timeOf(failure),
  );

interface Cause {
  /** In reason and message of the event. */
  says: RegExp;
  reason: Diagnosis["reason"];
  what: string;
  fix: string;
  isOutage?: true;
}

const VOLUME: Cause = {
  says: /^/,
  reason: "volume-mount-failed",
  what: "a volume cannot be mounted",
  fix: "check the volume that the message names: that it exists, that its driver runs on the node, and that the node may reach it",
};

const CAUSES: readonly Cause[] = [
  {
    says: /^FailedCreatePodSandBox: .*(?:failed to assign an IP address|no (?:more |available |free )*IPs?\b|allocate IP in range|InsufficientFreeAddresses|insufficient.*(?:IP|address))/i,
    reason: "pod-addresses-exhausted",
    what: "the pod gets no IP address",
    fix: "the subnets or the node's network interfaces have no free address: add or enlarge subnets, enable prefix delegation of the VPC CNI (ENABLE_PREFIX_DELEGATION), or run fewer pods for each node; look at the log of the aws-node pod on the node",
    isOutage: true,
  },
  {
    says: /^FailedCreatePodSandBox: .*(?:OOM-killed|memory limit too low)/,
    reason: "out-of-memory",
    what: "the memory limit of the pod does not hold its start",
    fix: "raise resources.limits.memory of its containers, and look for a wrong unit (128m is a fraction of a byte, 128Mi is meant)",
  },
  {
    says: /^(?:FailedCreatePodSandBox|NetworkNotReady): .*(?:network|cni|plugin)/i,
    reason: "pod-network-failed",
    what: "the network of the pod cannot be set up",
    fix: "check that the network plugin runs on the node (on EKS the pod aws-node in kube-system, its log and its IAM policy AmazonEKS_CNI_Policy)",
    isOutage: true,
  },
  {
    says: /^FailedCreatePodSandBox: .*(?:no runtime for|runtime handler|RuntimeHandler)/i,
    reason: "container-not-started",
    what: "the node cannot create the pod's sandbox",
    fix: "run the pod on nodes that have the handler of its RuntimeClass (scheduling in the RuntimeClass, or nodeSelector), or leave runtimeClassName out",
  },
  {
    says: /^FailedCreatePodSandBox/,
    reason: "container-not-started",
    what: "the node cannot create the pod's sandbox",
    fix: "check the container runtime of the node (containerd), its disk and its pause image",
    isOutage: true,
  },
  {
    says: /Multi-Attach error|already (?:exclusively )?attached/i,
    reason: "volume-multi-attach",
    what: "a volume is still attached to another node",
    fix: "a ReadWriteOnce volume serves one node at a time: use the strategy Recreate or a StatefulSet, or a volume that several nodes may mount (EFS, ReadWriteMany)",
  },
  {
    says: /^FailedAttachVolume: .*(?:UnauthorizedOperation|AccessDenied|not authorized to perform)/,
    reason: "volume-mount-failed",
    what: "the CSI driver may not attach a volume",
    fix: "give the role of the EBS CSI driver (its add-on's service account) the policy AmazonEBSCSIDriverPolicyV2 or AmazonEBSCSIDriverPolicy, and for an encrypted volume the use of its KMS key",
  },
  {
    says: /persistentvolumeclaim "[^"]*" not found/,
    reason: "volume-claim-missing",
    what: "a volume cannot be mounted",
    fix: "create the PersistentVolumeClaim that the message names in the Kubernetes workspace, or correct claimName",
  },
  {
    says: /(?:secret|configmap) "[^"]*" not found|references non-existent (?:secret|config) key|object "[^"]*"\/"[^"]*" not registered/i,
    reason: "volume-mount-failed",
    what: "a volume cannot be mounted",
    fix: "create the named Secret or ConfigMap (and its key) in the Kubernetes workspace, or correct the reference to it",
  },
  {
    says: /secrets store objects|SecretProviderClass/i,
    reason: "volume-mount-failed",
    what: "a volume cannot be mounted",
    fix: "check that the SecretProviderClass names what exists, and that the role of the pod's service account may read it (secretsmanager:GetSecretValue, ssm:GetParameters; IRSA or Pod Identity)",
  },
  {
    says: /not found in the list of registered CSI drivers/,
    reason: "volume-mount-failed",
    what: "a volume cannot be mounted",
    fix: "install the CSI driver that the message names (an EKS add-on), or check that its pod runs on this node",
  },
];
