import { CLAIM_GOES } from "./claims.ts";
import { GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** Why a node cannot prepare a pod. */
interface Cause {
  /** Matches the reason and message of the event. */
  says: RegExp;
  reason: Diagnosis["reason"];
  what: string;
  fix: string;
  /** Milliseconds. NEVER = the problem often ends by itself, so only the end of the rollout's time counts. */
  gracePeriod: number;
}

const outage = (
  says: RegExp,
  [reason, what]: readonly [Diagnosis["reason"], string],
  fix: string,
): Cause => ({ says, reason, what, fix, gracePeriod: NEVER });

/** A problem that only a change of the workspace or the cluster ends. The kubelet retries up to every two minutes. */
const permanent = (...cause: Parameters<typeof outage>): Cause => ({
  ...outage(...cause),
  gracePeriod: GRACE_PERIODS.volume,
});

const VOLUME = ["volume-mount-failed", "a volume cannot be mounted"] as const;
const SANDBOX = ["container-not-started", "the node cannot create the pod's sandbox"] as const;

const FULL_DISK =
  "give the nodes larger volumes, or free the disk of the node; the kubelet removes unused images and ended containers by itself when it has time";

/**
 * Events of the controller that gives a pod with security groups of its own a network interface. Without one, the
 * network plugin only says that the pod gets no address.
 * https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html
 */
export const NO_BRANCH = /^Branch(?:AllocationFailed|ENIAnnotationFailed)$/;

const OF_THE_SANDBOX: readonly Cause[] = [
  outage(
    /^Branch\w+Failed: /,
    ["pod-network-failed", "the pod gets no network interface for its security groups"],
    "check the SecurityGroupPolicy that selects the pod (its security groups have to exist in the VPC), the free addresses of the node's subnet, and the policy AmazonEKSVPCResourceController of the cluster role; each instance type has a limited number of such interfaces",
  ),
  // Control groups and watches of files have limits of their own, in the same words.
  outage(
    /^FailedCreatePodSandBox: (?!.*(?:cgroup|inotify)).*no space left on device/,
    ["node-disk-full", "the node cannot create the pod's sandbox, because its disk is full"],
    FULL_DISK,
  ),
  // https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
  permanent(
    /^FailedCreatePodSandBox: .*(?:hostUsers|user namespaces)/,
    SANDBOX,
    "run the pod on nodes whose kernel and container runtime support user namespaces (containerd 2 or CRI-O), or leave `hostUsers: false` out",
  ),
  // The AMI of EKS brings this image along. https://github.com/awslabs/amazon-eks-ami/issues/2122
  outage(
    /^FailedCreatePodSandBox: .*\bsandbox image "localhost\//,
    SANDBOX,
    "the node has lost its own pause image, which no registry has: replace the node, and if it happens again, use a newer AMI or find what removes images from the nodes (a clean-up, or another disk for containerd)",
  ),
  // The registry's words about the network are not about the network of the pod.
  outage(
    /^FailedCreatePodSandBox: .*\bsandbox image\b/,
    SANDBOX,
    "the node cannot pull its own pause image: check that it reaches the registry that the message names (NAT gateway, or VPC endpoints for ECR and S3), the pull policy of the node role, and sandbox_image of containerd",
  ),
  outage(
    /^FailedPrepareDynamicResources/,
    ["container-not-started", "a device of the pod cannot be prepared"],
    "check that the driver of the device runs on the node (its pod and its log), and the ResourceClaim of the pod (`kubectl describe resourceclaim`)",
  ),
  outage(
    /^FailedCreatePodContainer/,
    ["container-not-started", "the node cannot create the control group of the pod"],
    "check the node (`kubectl describe node`, the logs of kubelet and systemd): it may have run out of control groups or memory; replace it if the error stays",
  ),
  outage(
    /^FailedCreatePodSandBox: .*(?:failed to assign an IP address|no (?:more |available |free )*IPs?\b|allocate IP in range|range is full|CIDR ranges are exhausted|InsufficientFreeAddresses|insufficient.*(?:IP|address))/i,
    ["pod-addresses-exhausted", "the pod gets no IP address"],
    "the subnets or the node's network interfaces have no free address: add or enlarge subnets, enable prefix delegation of the VPC CNI (ENABLE_PREFIX_DELEGATION), or run fewer pods on each node; look at the log of the aws-node pod on the node",
  ),
  permanent(
    /^FailedCreatePodSandBox: .*(?:OOM-killed|memory limit too low)/,
    ["out-of-memory", "the pod's memory limit is too low to start the pod"],
    "raise resources.limits.memory of its containers, and look for a wrong unit (128m is a fraction of a byte; 128Mi is probably meant)",
  ),
  outage(
    /^(?:FailedCreatePodSandBox|NetworkNotReady): .*(?:network|cni|plugin)/i,
    ["pod-network-failed", "the network of the pod cannot be set up"],
    "check that the network plugin runs on the node (on EKS the pod aws-node in kube-system, its log and its IAM policy AmazonEKS_CNI_Policy)",
  ),
  permanent(
    /^FailedCreatePodSandBox: .*(?:no runtime for|runtime handler|RuntimeHandler)/i,
    SANDBOX,
    "run the pod on nodes that have the handler of its RuntimeClass (scheduling in the RuntimeClass, or nodeSelector), or leave runtimeClassName out",
  ),
  outage(
    /^FailedCreatePodSandBox/,
    SANDBOX,
    "check the container runtime of the node (containerd), its disk and its pause image",
  ),
];

/** The fix if the volume will not come free by itself. */
export const ONE_NODE =
  "A ReadWriteOnce volume serves one node at a time: use the strategy Recreate or a StatefulSet, or a volume that several nodes may mount (EFS, ReadWriteMany)";

const OF_VOLUMES: readonly Cause[] = [
  // https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/volume/attachdetach/attach_detach_controller.go
  outage(
    /Multi-Attach error|already (?:exclusively )?attached/i,
    ["volume-multi-attach", "a volume is still attached to another node"],
    `the volume becomes free once the pod that uses it is gone, or six minutes later if the node of that pod is lost. ${ONE_NODE}`,
  ),
  permanent(
    /^FailedAttachVolume: .*(?:UnauthorizedOperation|AccessDenied|not authorized to perform)/,
    [VOLUME[0], "the CSI driver may not attach a volume"],
    "give the role of the EBS CSI driver (its add-on's service account) the policy AmazonEBSCSIDriverPolicyV2 or AmazonEBSCSIDriverPolicy, and for an encrypted volume the right to use its KMS key",
  ),
  permanent(
    /InvalidVolume\.NotFound|\bvolume "?vol-\w+"? (?:not found|does not exist)/i,
    VOLUME,
    "the EBS volume behind the claim was deleted: restore it from a snapshot, or delete the claim and its PersistentVolume, so that the pod gets a new, empty volume",
  ),
  permanent(
    /AttachmentLimitExceeded|attachment limit exceeded/i,
    [VOLUME[0], "the node takes no more volumes"],
    "use larger instances or more nodes, and delete the pod so that it gets another node: each instance takes a limited number of volumes and network interfaces together; if the scheduler counts on more than there are, set volumeAttachLimit or reservedVolumeAttachments of the EBS CSI driver",
  ),
  permanent(
    /InvalidVolume\.ZoneMismatch|NodeAffinity check failed for volume/,
    [VOLUME[0], "the volume cannot be used on this node"],
    "the volume is in another availability zone, or its PersistentVolume names other nodes: leave the choice of the node to the scheduler (no nodeName), and give a PersistentVolume that you write yourself the nodeAffinity of its zone",
  ),
  permanent(
    /persistentvolumeclaims? "[^"]*" not found/,
    ["volume-claim-missing", "a volume cannot be mounted"],
    "create the PersistentVolumeClaim that the message names in the Kubernetes workspace, or correct claimName",
  ),
  permanent(
    /PVC is being deleted/,
    ["volume-claim-missing", "a volume cannot be mounted"],
    CLAIM_GOES,
  ),
  permanent(
    /failed to fetch token: .*\bserviceaccounts? "[^"]*" not found/,
    ["service-account-missing", "the pod gets no token of its service account"],
    "create the ServiceAccount that the message names in the Kubernetes workspace again: it existed when the pod was created, and was deleted since",
  ),
  outage(
    /failed to fetch token: /,
    [VOLUME[0], "the pod gets no token of its service account"],
    "check that the node reaches the API server, and what the message names of the serviceAccountToken in the pod's volumes (such as its audience); then run the job again",
  ),
  outage(
    /configmap "kube-root-ca\.crt" not found/,
    VOLUME,
    "run the job again: Kubernetes itself writes this ConfigMap into each new namespace, within seconds; if it stays away, find out who deletes it, or check the health of the control plane",
  ),
  permanent(
    /(?:secret|configmap) "[^"]*" not found|references non-existent (?:secret|config) key/i,
    VOLUME,
    "create the named Secret or ConfigMap (and its key) in the Kubernetes workspace, or correct the reference to it",
  ),
  outage(
    /failed to sync (?:secret|configmap) cache|object "[^"]*"\/"[^"]*" not registered/i,
    VOLUME,
    "the kubelet of the node cannot read Secrets and ConfigMaps in time: check that the node reaches the API server, and run the job again",
  ),
  outage(
    /(?:secrets store objects|SecretProviderClass).*(?:deadline exceeded|timed? ?out|connection refused|throttl|rate exceeded|transport)/is,
    VOLUME,
    "the secrets store does not answer in time: check that the nodes reach it (VPC endpoint of Secrets Manager, NAT gateway), and the pods of the Secrets Store CSI driver",
  ),
  // On a node that was just added, the provider's pod starts at the same time as the other pods.
  outage(
    /provider not found: provider "/,
    VOLUME,
    "install the provider that the message names next to the Secrets Store CSI driver (on AWS: secrets-store-csi-driver-provider-aws), or check that its pod runs on this node: its DaemonSet needs tolerations for the node's taints",
  ),
  permanent(
    /secrets store objects|SecretProviderClass/i,
    VOLUME,
    "check that the SecretProviderClass names what exists, and that the role of the pod's service account may read it (secretsmanager:GetSecretValue, ssm:GetParameters; IRSA or Pod Identity)",
  ),
  // On a node that was just added, the driver's pod starts at the same time as the other pods.
  outage(
    /not found in the list of registered CSI drivers|\bCSINode \S+ does not contain driver/,
    VOLUME,
    "install the CSI driver that the message names (an EKS add-on), or check that its pod runs on this node",
  ),
  permanent(
    /hostPath type check failed/,
    VOLUME,
    "correct path and type of the hostPath volume: the node does not have it, or it is of another type",
  ),
  // https://repost.aws/knowledge-center/eks-troubleshoot-efs-volume-mount-issues
  outage(
    /Failed to resolve "[^"]*efs|VPC has an EFS mount target/,
    VOLUME,
    "give the EFS file system a mount target in the availability zone of the node, correct the id of the file system, and enable DNS in the VPC (enableDnsSupport, enableDnsHostnames)",
  ),
  permanent(
    /mount\.nfs4?: access denied by server/,
    [VOLUME[0], "the file server refuses the mount"],
    "on EFS: let the policy of the file system allow elasticfilesystem:ClientMount (with mountOptions tls and iam, for the role of the EFS CSI driver), correct the access point, and allow port 2049 from the nodes in the security groups of its mount targets; elsewhere: correct the exports of the server",
  ),
  outage(
    /mount\.nfs4?: .*(?:timed out|refused|unreachable|no route)/i,
    [VOLUME[0], "the file server does not answer"],
    "allow port 2049 (NFS) from the nodes in the security groups of the server (on EFS: of its mount targets), and check that it has an address in a subnet that the node reaches",
  ),
  permanent(
    /need a \/sbin\/mount\.|unknown filesystem type/,
    VOLUME,
    "install the program that mounts this type of volume on the nodes (nfs-utils for NFS), use a CSI driver, which brings it along, or correct fsType",
  ),
  outage(
    /no space left on device/,
    ["node-disk-full", "a volume cannot be prepared, because the disk of the node is full"],
    FULL_DISK,
  ),
  permanent(
    /wrong fs type|bad superblock|bad option/,
    VOLUME,
    "correct fsType and mountOptions of the StorageClass or PersistentVolume; if they are right, the file system of the volume is damaged",
  ),
];

/** Something is slow or does not answer; only the message says what. */
const UNKNOWN = outage(
  /^/,
  VOLUME,
  "check the volume that the message names: that it exists, that its driver runs on the node, and that the node may reach it",
);

/** Finds what prevents a node from preparing a pod. @param said reason and message of the event: "FailedMount: ..." */
export const sandboxCause = (said: string): Cause =>
  [...OF_THE_SANDBOX, ...OF_VOLUMES].find(({ says }) => says.test(said)) ?? UNKNOWN;
