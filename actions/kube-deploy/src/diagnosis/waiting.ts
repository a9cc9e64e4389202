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
      return {
        reason: "image-never-pulled",
        message: `image ${shortImage(image)} is not on the node, and imagePullPolicy Never forbids to pull it`,
        fix: "use imagePullPolicy IfNotPresent",
        gracePeriod: GRACE_PERIODS.none,
      };
    case "CreateContainerConfigError":
      // The kubelet has not loaded the Secrets of the node yet; it does within seconds.
      if (/failed to sync .* cache/.test(message)) return undefined;
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
    default:
      return undefined;
  }
}

/** Why a container whose runtime refused it did not start; for a message of its last state. */
export const describeStart = (message: string): Pick<Waiting, "reason" | "fix"> => {
  const { reason, fix } = describe(START_CAUSES, message);
  return { reason, fix };
};

type Cause = Omit<Waiting, "message"> & { says: RegExp };

const describe = (causes: readonly Cause[], message: string): Omit<Waiting, "message"> => {
  const { reason, fix, gracePeriod } = causes.find(({ says }) => says.test(message)) ?? UNKNOWN;
  return { reason, fix, gracePeriod };
};

/** The words of pkg/kubelet/kuberuntime/security_context.go and pkg/kubelet/kubelet_pods.go. */
const CONFIGURATION_CAUSES: readonly Cause[] = [
  {
    says: /runAsNonRoot/,
    reason: "runs-as-root",
    fix: "end the Dockerfile with USER and a numeric user id other than 0 (a name cannot be checked), or set runAsUser in the securityContext; runAsNonRoot stays as it is",
    // Neither the image nor the pod can change any more.
    gracePeriod: GRACE_PERIODS.none,
  },
  {
    says: /couldn't find key|key .* not found/i,
    reason: "container-configuration",
    fix: "add the named key to the Secret or ConfigMap, or correct the key in the reference",
    gracePeriod: GRACE_PERIODS.configuration,
  },
  {
    says: /sub ?path/i,
    reason: "container-configuration",
    fix: "correct subPath of the volume mount: the path has to exist in the volume, below it and without ..",
    gracePeriod: GRACE_PERIODS.start,
  },
  {
    says: /^/,
    reason: "container-configuration",
    fix: "create the named Secret or ConfigMap in the Kubernetes workspace, or correct the reference to it; what an operator writes has to be there within a minute",
    gracePeriod: GRACE_PERIODS.configuration,
  },
];

/** The words of containerd and runc. */
const START_CAUSES: readonly Cause[] = [
  {
    says: /no space left on device/,
    reason: "node-disk-full",
    fix: "free the disk of the node or give the nodes larger volumes; the kubelet removes unused images by itself when it has time",
    gracePeriod: NEVER,
  },
  {
    // The runtime is busy or being restarted; the kubelet tries again.
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
