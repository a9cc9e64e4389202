import { GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** A reason why a container does not start. */
export interface Cause extends Pick<Diagnosis, "reason" | "fix"> {
  /** Matches the message. */
  says: RegExp;
  /** Milliseconds that the state may last before the rollout counts as failed. */
  gracePeriod: number;
}

/** A program for another architecture. The kernel reports the same error for a script without its first line. */
export const OTHER_ARCHITECTURE = {
  reason: "image-platform",
  fix: "build the image for the architecture of the nodes (input platforms of build-push-ecr, such as linux/amd64 or linux/arm64); a script needs #! in its first line",
} as const;

/**
 * The messages of containerd and runc. The order matters: earlier causes contain words of later ones.
 * https://github.com/opencontainers/runc/blob/main/libcontainer/init_linux.go
 */
export const START_CAUSES: readonly Cause[] = [
  { says: /exec format error/, ...OTHER_ARCHITECTURE, gracePeriod: GRACE_PERIODS.start },
  {
    // https://learn.microsoft.com/en-us/virtualization/windowscontainers/deploy-containers/version-compatibility
    says: /container operating system does not match the host operating system/i,
    reason: "image-platform",
    fix: "build the image from a base image of the nodes' Windows version, or run the pod on nodes of its version (nodeSelector node.kubernetes.io/windows-build)",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    // CRI-O tries no registry for a name without one.
    says: /short name mode is enforcing|no unqualified-search registries/,
    reason: "invalid-image-name",
    fix: "write the image with the host of its registry, such as docker.io/library/nginx: the nodes do not complete short names",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /OOM-killed|memory limit too low/,
    reason: "out-of-memory",
    fix: "raise resources.limits.memory of the container: it is too low even to start a program",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /chdir to cwd/,
    reason: "container-not-started",
    fix: "correct workingDir of the container or WORKDIR of the Dockerfile: the folder has to be in the image, and the user that the container runs as must be allowed to enter it",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /apparmor|seccomp/i,
    reason: "container-not-started",
    fix: "load the AppArmor or seccomp profile that the securityContext names on every node, or use RuntimeDefault",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /capabilit(?:y|ies)\b/i,
    reason: "container-not-started",
    fix: "correct securityContext.capabilities of the container: the node's runtime does not grant what the message names",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /unable to find (?:user|group)/,
    reason: "container-not-started",
    fix: "give USER in the Dockerfile a numeric id, or create the user in the image: it is not in the image's /etc/passwd",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /no command specified/,
    reason: "container-not-started",
    fix: "set command of the container, or CMD or ENTRYPOINT in the Dockerfile: the image names no program",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /is not a shared (?:or slave )?mount/,
    reason: "container-not-started",
    fix: "remove mountPropagation from the volume mount, or share the path on the nodes: the path of the node that the message names is no shared mount",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    // https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html#fargate-cpu-and-memory
    says: /(?:cpu\.cfs_quota_us|cpu\.max|memory\.max): invalid argument/,
    reason: "container-not-started",
    fix: "correct resources of the container: the node refuses the limit that the message names; on Fargate, requests and limits have to be the same in every container",
    gracePeriod: NEVER,
  },
  {
    says: /nvidia-container-(?:cli|runtime)|error gathering device information/,
    reason: "container-not-started",
    fix: "run the pod on a node that has the device and its driver (for GPUs: the accelerated AMI, nodeSelector and resources.limits), or remove the device",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /no space left on device/,
    reason: "node-disk-full",
    fix: "free the disk of the node or give the nodes larger volumes; the kubelet removes unused images by itself when it has time",
    gracePeriod: NEVER,
  },
  {
    // https://github.com/containerd/containerd/issues/3369
    says: /containerd\.snapshotter|parent snapshot|missing parent|content digest \S+ not found|\bblob not found|invalid rootfs\b|failed to mount rootfs component/,
    reason: "image-unpack-failed",
    fix: "replace the node: its containerd has lost part of the image; if other nodes report the same, build and push the image again",
    gracePeriod: NEVER,
  },
  {
    // The runtime's own programs, or what the kernel gives them. "failed to create shim task" alone precedes every
    // refusal of runc.
    says: /failed to (?:create|start) (?:a )?shim(?: task)?: (?:not found|start failed|fork\/exec|exec:|failed to start shim|ttrpc: closed)|fork\/exec \S*(?:containerd-shim\S*|runc|crun): |exec: "(?:runc|crun|containerd-shim[^"]*)": |(?:runc|crun) did not terminate success|unable to create new parent process|final child's PID from pipe|resource temporarily unavailable|too many open files|cannot allocate memory|ttrpc: closed/i,
    reason: "container-not-started",
    fix: "the container runtime of the node cannot start its own programs: check whether the node has run out of processes, files or memory, and read the log of containerd, or replace the node",
    gracePeriod: NEVER,
  },
  {
    // The runtime is busy or restarting; the kubelet tries again.
    says: /context (?:deadline exceeded|canceled)|failed to reserve (?:container|sandbox) name|transport is closing|connection (?:refused|error)|DeadlineExceeded|Unavailable|timed? ?out/i,
    reason: "container-not-started",
    fix: "the container runtime of the node does not answer in time: check the load, disk and containerd of the node",
    gracePeriod: NEVER,
  },
  {
    says: /^(?:Error: )?Failed to inspect image/,
    reason: "image-unpack-failed",
    fix: "the container runtime of the node cannot read the image that it has: replace the node; if other nodes report the same, build and push the image again",
    gracePeriod: NEVER,
  },
  {
    says: /permission denied/,
    reason: "container-not-started",
    fix: "make the program executable in the image (chmod +x, COPY --chmod=755), and readable for the user it runs as",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /executable file not found|no such file or directory: unknown|exec: "[^"]*": (?:stat|not found)/,
    reason: "container-not-started",
    fix: "correct command and args: the program has to be in the image, under that path, and a script needs its interpreter and Unix line ends",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /error mounting|not a directory|read-only file system/,
    reason: "container-not-started",
    fix: "correct volumeMounts: a file cannot be mounted over a folder, and the mount path must not lie in a read-only volume",
    gracePeriod: GRACE_PERIODS.start,
  },
];
