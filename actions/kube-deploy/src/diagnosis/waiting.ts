import { GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { shortImage } from "./text.ts";
import type { ContainerView } from "./views.ts";

/** Why a container that never ran cannot be created or started. */
type Waiting = Pick<Diagnosis, "reason" | "message" | "fix"> & {
  /** Milliseconds that the state may last before the rollout counts as failed. */
  gracePeriod: number;
};

/** Describes a container that cannot be created or started; pulls and crashes are diagnosed elsewhere. */
export function describeWaiting(
  { role, container, status }: ContainerView,
  image: string,
): Waiting | undefined {
  const { reason = "", message = "" } = status.state?.waiting ?? {};
  switch (reason) {
    case "InvalidImageName":
      return {
        reason: "invalid-image-name",
        message: `${JSON.stringify(image)} is not a valid image reference: ${message}`,
        fix: "correct the image of the workload in the Kubernetes workspace",
        gracePeriod: GRACE_PERIODS.none,
      };
    case "ErrImageNeverPull":
      // The kubelet says the same in both cases on purpose, so that nobody learns which images a node has.
      // https://kubernetes.io/docs/concepts/containers/images/#ensureimagepullcredentialverification
      return {
        reason: "image-never-pulled",
        message: `imagePullPolicy Never forbids pulling image ${shortImage(image)}, and the pod may not use it from the node: it is not on the node, or it was pulled with credentials that the pod does not have`,
        fix: "use imagePullPolicy IfNotPresent; if the image has to come from the node, load it there, and if another pod has pulled it, give this one the same imagePullSecrets",
        gracePeriod: GRACE_PERIODS.none,
      };
    case "CreateContainerConfigError":
      // The kubelet has not yet loaded the node's Secrets or the Services; it will within seconds.
      if (/failed to sync .* cache|services have not yet been read/.test(message)) return undefined;
      return {
        message: `the ${role} ${container.name} cannot be configured: ${message}`,
        ...describe(CONFIGURATION_CAUSES, message),
      };
    case "CreateContainerError":
    case "RunContainerError":
    case "ContainerCannotRun":
    case "ImageInspectError":
      return {
        message: `the ${role} ${container.name} cannot be started: ${message}`,
        ...describe(START_CAUSES, message),
      };
    case "PreCreateHookError":
    case "PreStartHookError":
      return {
        reason: "container-not-started",
        message: `the kubelet cannot give the ${role} ${container.name} its CPUs, memory or devices: ${message}`,
        fix: "check the node's managers of CPUs, memory, topology and devices (the kubelet's log names the resource), lower the container's resources, or run the pod on another node",
        gracePeriod: NEVER,
      };
    default:
      return undefined;
  }
}

/** Returns why the runtime refused to start a container; for a message of its last state. */
export const describeStart = (message: string): Pick<Waiting, "reason" | "fix"> => {
  const { reason, fix } = describe(START_CAUSES, message);
  return { reason, fix };
};

type Cause = Omit<Waiting, "message"> & { says: RegExp };

const describe = (causes: readonly Cause[], message: string): Omit<Waiting, "message"> => {
  const { reason, fix, gracePeriod } = causes.find(({ says }) => says.test(message)) ?? UNKNOWN;
  return { reason, fix, gracePeriod };
};

/** The messages in pkg/kubelet/kuberuntime/security_context.go and pkg/kubelet/kubelet_pods.go. */
const CONFIGURATION_CAUSES: readonly Cause[] = [
  {
    says: /runAsNonRoot|breaks non-root policy/,
    reason: "runs-as-root",
    fix: "end the Dockerfile with USER and a numeric user id other than 0 (a name cannot be checked), or set runAsUser in the securityContext to one other than 0; leave runAsNonRoot as it is",
    // Neither the image nor the pod can still change.
    gracePeriod: GRACE_PERIODS.none,
  },
  {
    says: /couldn't find key|key .* not found|non-existent (?:secret|config) key/i,
    reason: "container-configuration",
    fix: "add the named key to the Secret or ConfigMap, or correct the key in the reference; a key of secret_values (terraform/kubernetes) is written when the run gets its value and secrets_revision is raised",
    gracePeriod: GRACE_PERIODS.configuration,
  },
  {
    says: /sub ?path/i,
    reason: "container-configuration",
    fix: "correct subPath of the volume mount: the path has to exist inside the volume, and must not contain ..",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /secret|config ?map/i,
    reason: "container-configuration",
    fix: "create the named Secret or ConfigMap in the Kubernetes workspace, or correct the reference to it; an object that an operator creates has to exist within a minute",
    gracePeriod: GRACE_PERIODS.configuration,
  },
  {
    says: /^/,
    reason: "container-configuration",
    fix: "correct what the message names in env, volumeMounts or resources of the container",
    gracePeriod: GRACE_PERIODS.configuration,
  },
];

/** A program for another architecture. The kernel reports the same error for a script without its first line. */
export const OTHER_ARCHITECTURE = {
  reason: "image-platform",
  fix: "build the image for the architecture of the nodes (input platforms of build-push-ecr, such as linux/amd64 or linux/arm64); a script needs #! in its first line",
} as const;

/**
 * The messages of containerd and runc. The order matters: earlier causes contain words of later ones.
 * https://github.com/opencontainers/runc/blob/main/libcontainer/init_linux.go
 */
const START_CAUSES: readonly Cause[] = [
  { says: /exec format error/, ...OTHER_ARCHITECTURE, gracePeriod: GRACE_PERIODS.start },
  {
    // https://learn.microsoft.com/en-us/virtualization/windowscontainers/deploy-containers/version-compatibility
    says: /container operating system does not match the host operating system/i,
    reason: "image-platform",
    fix: "build the image from a base image of the nodes' Windows version, or run the pod on nodes of its version (nodeSelector node.kubernetes.io/windows-build)",
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
    says: /failed to (?:create|start) (?:a )?shim(?: task)?: (?:not found|start failed|fork\/exec|exec:|failed to start shim|ttrpc: closed)|fork\/exec \S*(?:containerd-shim\S*|runc|crun): |exec: "(?:runc|crun|containerd-shim[^"]*)": |(?:runc|crun) did not terminate success|unable to create new parent process|resource temporarily unavailable|too many open files|cannot allocate memory|ttrpc: closed/i,
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

const UNKNOWN: Cause = {
  says: /^/,
  reason: "container-not-started",
  fix: "check command, args, workingDir and volume mounts of the container, and that the program is in the image",
  gracePeriod: GRACE_PERIODS.start,
};
