import { ALREADY, GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { describeExit } from "./exit.ts";
import { diagnosePull, isPulling } from "./image.ts";
import { shortImage } from "./text.ts";
import type { ContainerView } from "./views.ts";

/** Diagnoses one container; undefined: nothing is wrong with it. */
export function diagnoseContainer(
  view: ContainerView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const { pod, container, status } = view;
  const podUid = pod.metadata.uid;
  const image = container.image ?? status.image ?? "";
  const place = { pod: pod.metadata.name, container: container.name, image };
  const { reason = "", message = "" } = status.state?.waiting ?? {};
  if (isPulling(reason))
    return diagnosePull({ podUid, ...place, message, events: view.warnings }, history, now);
  const waiting = describeWaiting(view, image);
  if (waiting !== undefined) {
    const { gracePeriod, ...described } = waiting;
    const firstSeen = history.firstSeen(`${podUid}/${container.name}/configuration`, now);
    return { ...described, fatalAt: firstSeen + gracePeriod, ...place };
  }
  const crash = diagnoseCrash(view, history.restartsBefore(podUid, container.name));
  return crash === undefined ? undefined : { ...crash, ...place };
}

type Waiting = Pick<Diagnosis, "reason" | "message" | "fix"> & {
  /** Milliseconds that the state may last before the rollout counts as failed. */
  gracePeriod: number;
};

/** A container that cannot be created or started; pulls and crashes are diagnosed elsewhere. */
function describeWaiting(
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
        reason: "container-configuration",
        message: `the ${role} cannot be configured: ${message}`,
        fix: "create the named Secret or ConfigMap (and its key) in the Kubernetes workspace, or correct the reference to it",
        gracePeriod: GRACE_PERIODS.configuration,
      };
    case "CreateContainerError":
    case "RunContainerError":
    case "ContainerCannotRun":
      return {
        reason: "container-not-started",
        message: `the ${role} ${container.name} cannot be started: ${message}`,
        fix: "check command, args, workingDir and volume mounts of the container, and that the program is in the image",
        gracePeriod: GRACE_PERIODS.configuration,
      };
    default:
      return undefined;
  }
}

/** A container of the new version that restarted this often keeps crashing, even if it runs at this moment. */
const CRASHING_RESTARTS = 2;

function diagnoseCrash(view: ContainerView, restartsBefore: number): Diagnosis | undefined {
  const { status } = view;
  const inBackOff = status.state?.waiting?.reason === "CrashLoopBackOff";
  const restarts = status.restartCount - restartsBefore;
  if (inBackOff || restarts >= CRASHING_RESTARTS) return diagnoseCrashLoop(view);
  const { terminated } = status.state ?? {};
  const isFine = terminated === undefined ? restarts === 0 : terminated.exitCode === 0;
  if (isFine) return undefined;
  // A single crash: the next start may succeed.
  const reason = restarts > 0 ? "container-restarted" : "container-failed";
  return { ...describeExit(view), reason, fatalAt: NEVER };
}

function diagnoseCrashLoop(view: ContainerView): Diagnosis {
  const { status, role, warnings, container } = view;
  const exit = describeExit(view);
  const times = status.restartCount === 1 ? "once" : `${status.restartCount} times`;
  const crash = { ...exit, message: `${exit.message}; restarted ${times}`, fatalAt: ALREADY };
  // A container that exceeded its memory limit was not ended because of its probe. Init containers have no such probes.
  if (exit.reason === "out-of-memory" || role === "init container") return crash;
  const probe = warnings.find((text) =>
    /failed (?:startup|liveness) probe|(?:Startup|Liveness) probe failed/.test(text),
  );
  if (probe !== undefined)
    return {
      reason: "liveness-probe-failed",
      message: `the kubelet keeps restarting ${role} ${container.name}: ${probe}`,
      fix: "correct path, port and initialDelaySeconds of the probe, or find the cause of the missing answer in the container's log (job summary)",
      fatalAt: ALREADY,
    };
  const ended = status.state?.terminated ?? status.lastState?.terminated;
  if (ended?.exitCode !== 0) return crash;
  return {
    ...crash,
    fix: "The container exited with code 0. Long-running workloads must keep running; use a Job for one-time work.",
  };
}
