import { GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { START_CAUSES } from "./start-causes.ts";
import type { Cause } from "./start-causes.ts";
import { shortImage } from "./text.ts";
import type { ContainerView } from "./views.ts";

/** Why a container that never ran cannot be created or started. */
type Waiting = Pick<Diagnosis, "message"> & Omit<Cause, "says">;

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

const UNKNOWN: Cause = {
  says: /^/,
  reason: "container-not-started",
  fix: "check command, args, workingDir and volume mounts of the container, and that the program is in the image",
  gracePeriod: GRACE_PERIODS.start,
};
