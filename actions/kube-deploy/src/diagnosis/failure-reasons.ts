/** What can be wrong with the pods of a workload. */
export const POD_FAILURES = {
  "image-not-found": {
    meaning: "the digest is not in the repository",
    fix: "build and push it first",
  },
  "image-platform": {
    meaning: "the image has no variant for the node's platform",
    fix: "build it for that platform",
  },
  "image-pull-denied": {
    meaning: "the node may not pull the image",
    fix: "correct the node role, or the repository's policy",
  },
  "image-pull-failed": {
    meaning: "the registry does not answer or limits the rate",
    fix: "run again later, or use a pull-through cache",
  },
  "registry-untrusted": {
    meaning: "the node does not trust the registry's certificate",
    fix: "install its certificate authority on the nodes",
  },
  "image-signature": {
    meaning: "the node's signature policy refuses the image",
    fix: "sign the image, or change the policy",
  },
  "image-unpack-failed": {
    meaning: "the node's runtime cannot unpack or read the image",
    fix: "build and push it again",
  },
  "node-disk-full": {
    meaning: "the disk of the node is full",
    fix: "larger volumes, or a smaller image",
  },
  "invalid-image-name": {
    meaning: "the image reference cannot be read",
    fix: "correct it in the workspace",
  },
  "image-never-pulled": {
    meaning: "the pull policy is Never and the node lacks the image",
    fix: "change `imagePullPolicy`",
  },
  "container-configuration": {
    meaning: "a Secret, a ConfigMap or a key of one is missing",
    fix: "create it in the workspace",
  },
  "runs-as-root": {
    meaning: "the image runs as root, and the pod forbids it (runAsNonRoot)",
    fix: "set a numeric `USER` in the Dockerfile, or `runAsUser`",
  },
  "container-not-started": {
    meaning: "command, working directory or mounts do not fit the image",
    fix: "correct what the message names",
  },
  "crash-loop": {
    meaning: "the container keeps ending",
    fix: "look at the exit code and the last log lines",
  },
  "out-of-memory": {
    meaning: "the container was ended for using more than its memory limit",
    fix: "raise the limit, or use less memory",
  },
  "init-container-failed": {
    meaning: "an init container keeps ending",
    fix: "look at the exit code and the last log lines",
  },
  "liveness-probe-failed": {
    meaning: "the kubelet keeps restarting the container because its probe fails",
    fix: "correct the probe, or what it asks",
  },
  "startup-probe-failed": {
    meaning: "the container does not answer its startup probe in time",
    fix: "correct the probe, or give it more time",
  },
  "post-start-hook-failed": {
    meaning: "the container's postStart hook fails, so the kubelet ends it",
    fix: "correct the hook",
  },
  "container-restarted": {
    meaning: "the container ended and was started again, and was not ready in time",
    fix: "look at its last log lines",
  },
  "container-failed": {
    meaning: "the container ended and was not ready in time",
    fix: "look at its last log lines",
  },
  "readiness-probe-failed": {
    meaning: "the container runs, and its readiness probe fails",
    fix: "correct the probe, or what it asks",
  },
  "readiness-gate": {
    meaning:
      "a readiness gate is not open: the load balancer's health check, or what another controller sets",
    fix: "correct the health check, or find that controller",
  },
  evicted: {
    meaning: "the node ended pods because of what they use",
    fix: "raise the limits, or use less",
  },
  "node-rejected": {
    meaning: "the node refused pods that were scheduled to it",
    fix: "correct what the message names",
  },
  "pod-terminating": {
    meaning: "a pod is being deleted and does not end, and the workload waits for that",
    fix: "check its finalizers and its node",
  },
  "nodes-not-ready": {
    meaning: "no node is ready for the pod, or its node is lost",
    fix: "check the nodes",
  },
  "pod-network-failed": {
    meaning: "the network of a pod cannot be set up",
    fix: "check the network plugin on the node",
  },
  "pod-addresses-exhausted": {
    meaning: "a pod gets no IP address",
    fix: "enlarge the subnets, or enable prefix delegation",
  },
  "not-ready": {
    meaning: "pods were not ready in time",
    fix: "look at their events and log lines",
  },
  unschedulable: { meaning: "no node can take the pod", fix: "add nodes, or ask for less" },
  "scheduling-gated": {
    meaning: "the pod has scheduling gates that nobody has removed",
    fix: "find the controller that removes them",
  },
  "volume-claim-missing": {
    meaning: "the PersistentVolumeClaim of the pod does not exist",
    fix: "create it in the workspace",
  },
  "volume-claim-unbound": {
    meaning: "the PersistentVolumeClaim gets no volume",
    fix: "check its StorageClass and provisioner",
  },
  "volume-mount-failed": {
    meaning: "a volume, Secret or ConfigMap cannot be mounted",
    fix: "create it, or correct its name",
  },
  "volume-multi-attach": {
    meaning: "a volume for one node is still attached to another",
    fix: "use the strategy Recreate, or a volume for several nodes",
  },
  "quota-exceeded": {
    meaning: "a ResourceQuota refuses the pods",
    fix: "raise the quota of the namespace, or ask for less",
  },
  "pod-security": {
    meaning: "the namespace's pod security level refuses the pods",
    fix: "set what the message names in the securityContext",
  },
  "admission-denied": {
    meaning: "an admission webhook refuses the object",
    fix: "change the object to fit the policy that the webhook names",
  },
  "namespace-terminating": {
    meaning: "the namespace is being deleted",
    fix: "wait until it is gone, and deploy again",
  },
  "service-account-missing": {
    meaning: "the pods' ServiceAccount does not exist",
    fix: "create it in the workspace",
  },
  "pods-not-created": {
    meaning: "the API server refuses the pods",
    fix: "correct what the message names",
  },
} as const;

declare module "../../../lib/runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof POD_FAILURES> {}
}
