/** What can be wrong with the pods of a workload. */
export const POD_FAILURES = {
  "image-not-found": {
    meaning: "the repository has no image with this digest",
    fix: "build and push the image first",
  },
  "image-platform": {
    meaning: "the image has no variant for the node's platform",
    fix: "build the image for that platform",
  },
  "image-pull-denied": {
    meaning: "the node may not pull the image",
    fix: "correct the node role, or the repository's policy",
  },
  "image-pull-failed": {
    meaning: "the registry does not answer, or limits the rate of pulls",
    fix: "run the job again later, or use a pull-through cache",
  },
  "registry-untrusted": {
    meaning: "the node does not trust the registry's certificate",
    fix: "install the registry's certificate authority on the nodes",
  },
  "image-signature": {
    meaning: "the node's signature policy rejects the image",
    fix: "sign the image, or change the policy",
  },
  "image-unpack-failed": {
    meaning: "the node's container runtime cannot unpack or read the image",
    fix: "build and push the image again",
  },
  "node-disk-full": {
    meaning: "the disk of the node is full",
    fix: "use larger volumes, or a smaller image",
  },
  "invalid-image-name": {
    meaning: "the image reference cannot be parsed",
    fix: "correct the reference in the workspace",
  },
  "image-never-pulled": {
    meaning:
      "the pull policy is Never, and the node does not have the image, or only for pods with other credentials",
    fix: "change `imagePullPolicy`",
  },
  "container-configuration": {
    meaning: "a Secret, a ConfigMap, or a key in one of them is missing",
    fix: "create it in the workspace",
  },
  "runs-as-root": {
    meaning: "the image runs as root, and the pod forbids it (`runAsNonRoot`)",
    fix: "set a numeric `USER` in the Dockerfile, or set `runAsUser`",
  },
  "container-not-started": {
    meaning: "the command, the working directory or a mount does not fit the image",
    fix: "correct the cause that the message names",
  },
  "crash-loop": {
    meaning: "the container exits again and again",
    fix: "look at the exit code and the last log lines",
  },
  "out-of-memory": {
    meaning: "the container was killed because it used more than its memory limit",
    fix: "raise the limit, or use less memory",
  },
  "init-container-failed": {
    meaning: "an init container exits again and again",
    fix: "look at the exit code and the last log lines",
  },
  "liveness-probe-failed": {
    meaning: "the kubelet restarts the container again and again because its liveness probe fails",
    fix: "correct the probe, or what it checks",
  },
  "startup-probe-failed": {
    meaning: "the container does not pass its startup probe in time",
    fix: "correct the probe, or give it more time",
  },
  "post-start-hook-failed": {
    meaning: "the container's postStart hook fails, so the kubelet ends the container",
    fix: "correct the hook",
  },
  "container-restarted": {
    meaning: "the container exited and was started again, but was not ready in time",
    fix: "look at its last log lines",
  },
  "container-failed": {
    meaning: "the container exited, and was not ready in time",
    fix: "look at its last log lines",
  },
  "readiness-probe-failed": {
    meaning: "the container runs, but its readiness probe fails",
    fix: "correct the probe, or what it checks",
  },
  "readiness-gate": {
    meaning:
      "a readiness gate is not open: the load balancer's health check, or a condition that another controller sets",
    fix: "correct the health check, or find that controller",
  },
  evicted: {
    meaning: "the node evicted pods because they used too much",
    fix: "raise the limits, or use less",
  },
  "node-rejected": {
    meaning: "the node rejected pods that were scheduled to it",
    fix: "correct the cause that the message names",
  },
  "pod-terminating": {
    meaning: "a pod that is being deleted does not end, and the workload waits for it",
    fix: "check the pod's finalizers and its node",
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
  unschedulable: {
    meaning: "no node can take the pod",
    fix: "add nodes, or request less",
  },
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
    fix: "check its StorageClass and its provisioner",
  },
  "volume-mount-failed": {
    meaning: "a volume, Secret or ConfigMap cannot be mounted",
    fix: "create it, or correct its name",
  },
  "volume-multi-attach": {
    meaning: "a volume that only one node can use is still attached to another node",
    fix: "use the strategy Recreate, or a volume that several nodes can use",
  },
  "quota-exceeded": {
    meaning: "a ResourceQuota rejects the pods",
    fix: "raise the quota of the namespace, or request less",
  },
  "pod-security": {
    meaning: "the pod security level of the namespace rejects the pods",
    fix: "set the fields that the message names in the securityContext",
  },
  "admission-denied": {
    meaning: "an admission webhook rejects the object",
    fix: "change the object so that it fits the policy that the webhook names",
  },
  "namespace-terminating": {
    meaning: "the namespace is being deleted",
    fix: "wait until it is gone, then deploy again",
  },
  "service-account-missing": {
    meaning: "the pods' ServiceAccount does not exist",
    fix: "create it in the workspace",
  },
  "pods-not-created": {
    meaning: "the API server rejects the pods",
    fix: "correct the cause that the message names",
  },
} as const;

declare module "../../../lib/runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof POD_FAILURES> {}
}
