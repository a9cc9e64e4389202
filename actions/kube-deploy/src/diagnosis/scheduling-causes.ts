import { CLAIM_GOES } from "./claims.ts";
import { GRACE_PERIODS } from "./diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** Why no node can take a pod. */
interface Cause {
  /** Matches the scheduler's message. */
  says: RegExp;
  reason: Diagnosis["reason"];
  fix: string;
  gracePeriod: number;
}

const unschedulable = (says: RegExp, fix: string): Cause => ({
  says,
  fix,
  reason: "unschedulable",
  gracePeriod: GRACE_PERIODS.unschedulable,
});

/** The scheduler of Fargate writes about the pod or its profile, not about nodes. */
const OF_FARGATE: readonly Cause[] = [
  unschedulable(
    /^Pod not supported on Fargate/,
    "change what the message names (Fargate takes no privileged containers, no host settings, and only volumes that are bound on EFS), or run the pod on nodes: use a namespace or labels that no Fargate profile selects",
  ),
  // https://repost.aws/knowledge-center/eks-pod-status-troubleshooting
  unschedulable(
    /^Fargate capacity is (?:currently )?unavailable/,
    "run the job again later, lower cpu or memory of the pod, or give the Fargate profile subnets in other availability zones: AWS has no capacity of this size there at the moment",
  ),
  unschedulable(
    /^Pod provisioning timed out/,
    "let Fargate's node reach the cluster: its subnets need free addresses and a route to EKS, ECR and S3 (NAT gateway or VPC endpoints), the VPC needs DNS (enableDnsSupport, enableDnsHostnames), and security groups of a SecurityGroupPolicy have to admit the cluster's; Fargate tries again by itself",
  ),
  unschedulable(
    /^(?!\d+\/).*\bFargate\b/i,
    "correct what the message names: the pod execution role of the Fargate profile (it has to trust eks-fargate-pods.amazonaws.com), its subnets, or the quota of Fargate pods; or run the pod on nodes",
  ),
];

/** A claim of the pod gets no volume. */
export const UNBOUND: Cause = {
  says: /unbound immediate PersistentVolumeClaims|waiting for ephemeral volume controller|available persistent volumes to bind|enough free storage|binding volumes|storageclass/i,
  reason: "volume-claim-unbound",
  fix: "check the StorageClass of the claim and its provisioner (`kubectl describe pvc`): the class has to exist, and on EKS the EBS or EFS CSI driver has to be installed, with its IAM role",
  gracePeriod: GRACE_PERIODS.unschedulable,
};

/** Causes that concern the pod's volumes. They decide, whatever else the message says: other nodes would not help. */
const OF_VOLUMES: readonly Cause[] = [
  {
    says: /ReadWriteOncePod access mode/,
    reason: "volume-multi-attach",
    fix: "a ReadWriteOncePod volume serves one pod at a time, and another pod uses it: use the strategy Recreate or a StatefulSet, or a claim with ReadWriteOnce or ReadWriteMany",
    gracePeriod: GRACE_PERIODS.unschedulable,
  },
  {
    says: /bound to non-existent/,
    reason: "volume-claim-unbound",
    fix: "the claim is bound to a volume that is gone: restore the volume, or delete the claim, so that it gets a new, empty volume",
    gracePeriod: GRACE_PERIODS.unschedulable,
  },
  {
    says: /persistentvolumeclaim "[^"]*" is being deleted/,
    reason: "volume-claim-missing",
    fix: CLAIM_GOES,
    gracePeriod: GRACE_PERIODS.volume,
  },
  {
    says: /persistentvolumeclaim "[^"]*" not found/,
    reason: "volume-claim-missing",
    fix: "create the PersistentVolumeClaim that the message names in the Kubernetes workspace, in the namespace of the pod, or correct claimName",
    gracePeriod: GRACE_PERIODS.volume,
  },
  UNBOUND,
  unschedulable(
    /volume node affinity conflict|didn't match PersistentVolume's node affinity|no available volume zone/,
    "add a node in the availability zone of the volume; a class with volumeBindingMode WaitForFirstConsumer avoids this for new volumes",
  ),
];

/** Taints of a node that cannot run any pod at the moment. A toleration would not help. */
const UNFIT =
  "[^{,]*\\{[^:}]*(?:not-ready|unreachable|network-unavailable|(?:disk|memory|pid)-pressure|uninitialized|unregistered|out-of-service)\\b";
/** Taints of a node that is about to be removed, or that somebody works on. */
const LEAVING =
  "[^{,]*\\{(?:node\\.kubernetes\\.io/unschedulable|karpenter\\.sh/disrupted|(?:ToBeDeleted|DeletionCandidateOf)\\w*)";
const TAINT = "untolerated taint";
/** The taint of a node of EKS Fargate, which runs only the pod that it was made for: a toleration would not help. */
const OF_ONE_POD = String.raw`[^{,]*\{eks\.amazonaws\.com/compute-type\b`;

/** There is no node at all. */
const NO_NODES = /no nodes available to schedule pods/;

const NOT_READY: Cause = {
  says: new RegExp(`${TAINT}${UNFIT}|${NO_NODES.source}`),
  reason: "nodes-not-ready",
  fix: "check the nodes (`kubectl get nodes`, `kubectl describe node`): kubelet, network plugin (aws-node), memory and disk; if there is no node at all, check the node group's size",
  gracePeriod: GRACE_PERIODS.unschedulable,
};

/** Nodes that match the pod, but are full. */
const FULL: readonly Cause[] = [
  unschedulable(
    /Insufficient (?!\S+\/)/,
    "add or enlarge nodes, or lower resources.requests: the nodes that could take the pod do not have enough left",
  ),
  // https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html
  unschedulable(
    /Insufficient vpc\.amazonaws\.com\/pod-eni/,
    "add nodes of an instance type that has network interfaces for the security groups of pods, or more of them (each takes a limited number of such pods), and let the VPC CNI offer them (ENABLE_POD_ENI); a SecurityGroupPolicy selects the pod",
  ),
  unschedulable(
    /Insufficient (?!vpc\.amazonaws\.com\/pod-eni)\S+\//,
    "add nodes that have the device, or more of them, or lower resources.limits: if no node offers what the message names (`kubectl describe nodes`, Allocatable), its device plugin does not run there",
  ),
  unschedulable(
    /Too many pods/,
    "add nodes or larger ones: each takes a limited number of pods (on EKS by its network interfaces; prefix delegation raises it)",
  ),
];

/** No node takes the pod but those of Fargate. If there are others, they decide. */
const ONLY_FARGATE = unschedulable(
  new RegExp(`${TAINT}${OF_ONE_POD}`),
  "add a Fargate profile that selects the namespace and labels of the pod and create the pod again (profiles count when a pod is created), or add nodes: a node of Fargate takes only the pod that it was made for",
);

/** Causes that concern single nodes, in the words of the scheduler's plugins. */
const OF_NODES: readonly Cause[] = [
  ...FULL,
  NOT_READY,
  unschedulable(
    // For a DaemonSet's pod, the second sentence is about every node but its own: what the message says about its own
    // node decides.
    /didn't match Pod's node affinity\/selector|^(?!.*(?:Insufficient |Too many pods)).*didn't satisfy plugin\(s\) \[[^\]]*NodeAffinity/s,
    "correct nodeSelector or node affinity of the pod, or label nodes to match",
  ),
  unschedulable(
    // Kubernetes 1.34 and later do not name the taints.
    new RegExp(String.raw`${TAINT}\(s\)`),
    "look at the taints of the nodes (`kubectl describe nodes`): a node that is not ready, short of memory or disk, or cordoned has a taint too, and has to be repaired or uncordoned; for other taints give the pod a toleration, or add nodes without them",
  ),
  unschedulable(
    new RegExp(String.raw`${TAINT}(?!${UNFIT}|${LEAVING}|${OF_ONE_POD}|\(s\))`),
    "give the pod a toleration for the taint that the message names, or add nodes without it",
  ),
  unschedulable(
    new RegExp(`were unschedulable|${TAINT}${LEAVING}`),
    "add nodes, or let the nodes take pods again (`kubectl uncordon`) if nobody is working on them any more",
  ),
  unschedulable(
    /topology spread constraints \(missing required label\)/,
    "label the nodes with the topologyKey of topologySpreadConstraints, or correct the key",
  ),
  unschedulable(
    /topology spread constraints(?! \(missing)/,
    "add nodes in the zones that have too few of the pods, or relax topologySpreadConstraints (whenUnsatisfiable: ScheduleAnyway, or a larger maxSkew)",
  ),
  unschedulable(
    /pods? (?:anti-)?affinity rules/,
    "add nodes, or relax podAffinity or podAntiAffinity of the pod (preferred instead of required); if each node takes only one pod, the rollout needs one more node or maxSurge 0",
  ),
  unschedulable(
    /free ports for the requested pod ports/,
    "remove hostPort, or add nodes: on each node only one pod can have the port; a rollout then needs maxSurge 0",
  ),
  unschedulable(
    /device class \S+ does not exist/,
    "install the driver of the device, which brings along the DeviceClass that the message names, or correct deviceClassName in the ResourceClaim or its template",
  ),
  unschedulable(
    /cannot allocate all claims|resource ?claim/i,
    "check the ResourceClaim of the pod and its DeviceClass (`kubectl describe resourceclaim`): the driver of the device has to run on a node that has one left",
  ),
  unschedulable(
    /exceed max volume count/,
    "add nodes or larger ones: each takes a limited number of volumes",
  ),
];

/** An autoscaler refuses to add a node, so the words about the nodes that exist do not decide. */
const NOT_SCALED = unschedulable(
  /^/,
  "let the autoscaler add a node: change what it names (limits and largest sizes of the NodePools or node groups, their instance types, zones and taints), or lower resources.requests of the pod or relax its selectors",
);

/** An autoscaler has begun to add a node, which has not joined the cluster or does not take the pod yet. */
const COMING = unschedulable(
  /^/,
  "look at the node that the autoscaler adds (with Karpenter `kubectl describe nodeclaims`, else the activity of the node group): AWS may have no capacity of its instance type, or it may not join the cluster (its role, network or AMI); if it only takes longer, raise timeout",
);

/** The cause is unknown, or different nodes do not fit for different reasons. */
const GENERAL = unschedulable(
  /^/,
  "add or enlarge nodes, lower resources.requests, or match node selector, affinity and tolerations to the nodes",
);

/**
 * Finds what prevents scheduling. The scheduler counts its reasons node by node. Advice about some of the nodes is
 * wrong if other nodes match and are only full.
 * https://github.com/kubernetes/kubernetes/tree/master/pkg/scheduler/framework/plugins
 * @param autoscaler refused: it says why it adds no node; coming: it has begun to add one; silent: it says nothing
 */
export function schedulingCause(
  message: string,
  autoscaler: "refused" | "coming" | "silent" = "silent",
): Omit<Cause, "says"> {
  const cause = causeIn(message);
  const mayScale = cause.reason === "unschedulable" || NO_NODES.test(message);
  if (autoscaler === "silent" || !mayScale || isAboutVolumes(cause)) return cause;
  return autoscaler === "refused" ? NOT_SCALED : COMING;
}

const isAboutVolumes = (cause: Omit<Cause, "says">): boolean =>
  [...OF_FARGATE, ...OF_VOLUMES].some((one) => one === cause);

function causeIn(message: string): Omit<Cause, "says"> {
  // The rest of the message is about pods that could be preempted.
  const said = message.replace(/ preemption: .*$/s, "");
  const decisive = [...OF_FARGATE, ...OF_VOLUMES].find(({ says }) => says.test(said));
  if (decisive !== undefined) return decisive;
  const found = OF_NODES.filter(({ says }) => says.test(said));
  if (found.length === 0 && ONLY_FARGATE.says.test(said)) return ONLY_FARGATE;
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const isAnyFull = found.some((cause) => FULL.includes(cause));
  return found.includes(NOT_READY) && !isAnyFull ? NOT_READY : GENERAL;
}
