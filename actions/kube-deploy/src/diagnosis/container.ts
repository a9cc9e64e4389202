import type { Container, ContainerStatus, Pod, Terminated } from "../api/objects.ts";
import { AT_TIMEOUT, NOW, PATIENCE, oneLine, shortImage } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { diagnosePull, isPulling } from "./image.ts";

/** One container of a pod with what is known of it. */
export interface ContainerView {
  pod: Pod;
  container: Container;
  status: ContainerStatus;
  /** How people call it: container, init container, sidecar. */
  role: "container" | "init container" | "sidecar";
  /** Messages of the pod's warning events, newest first. */
  warnings: readonly string[];
}

/** What is wrong with one container; undefined = nothing to tell (F1-F7, K-E 36-40, 46). */
export function diagnoseContainer(
  view: ContainerView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const { pod, container, status } = view;
  const uid = pod.metadata.uid ?? pod.metadata.name;
  const image = container.image ?? status.image ?? "";
  const where = { pod: pod.metadata.name, container: container.name, image };
  const { reason = "", message = "" } = status.state?.waiting ?? {};
  if (isPulling(reason))
    return diagnosePull({ uid, ...where, message, events: view.warnings }, history, now);
  const waiting = diagnoseWaiting(reason, message, view, image);
  if (waiting !== undefined) {
    const first = history.since(`${uid}/${container.name}/configuration`, now);
    return {
      ...waiting,
      fatalAt: waiting.fatalAt + (waiting.fatalAt === NOW ? 0 : first),
      ...where,
    };
  }
  const crash = diagnoseCrash(view, history.restartsBefore(uid, container.name));
  return crash === undefined ? undefined : { ...crash, ...where };
}

/** Waiting reasons other than pulling and crashing. `fatalAt` is relative to the first sighting unless it is NOW. */
function diagnoseWaiting(
  reason: string,
  message: string,
  { role, container }: ContainerView,
  image: string,
): Diagnosis | undefined {
  const said = oneLine(message);
  switch (reason) {
    case "InvalidImageName":
      return {
        reason: "invalid-image-name",
        message: `${JSON.stringify(image)} is not a valid image reference: ${said}`,
        fix: "correct the image of the workload in the Kubernetes workspace",
        fatalAt: NOW,
      };
    case "ErrImageNeverPull":
      return {
        reason: "image-never-pulled",
        message: `image ${shortImage(image)} is not on the node, and imagePullPolicy Never forbids pulling it`,
        fix: "use imagePullPolicy IfNotPresent",
        fatalAt: NOW,
      };
    case "CreateContainerConfigError":
      // The kubelet's cache only needs a moment.
      if (/failed to sync .* cache/.test(message)) return undefined;
      return {
        reason: "container-configuration",
        message: `the ${role} cannot be configured: ${said}`,
        fix: "create the named Secret or ConfigMap (and its key) in the Kubernetes workspace, or correct the reference to it",
        fatalAt: PATIENCE.configuration,
      };
    case "CreateContainerError":
    case "RunContainerError":
    case "ContainerCannotRun":
      return notStarted(role, container.name, message, PATIENCE.configuration);
    default:
      return undefined;
  }
}

const notStarted = (
  role: string,
  name: string,
  message: string,
  fatalAt: number = NOW,
): Diagnosis => ({
  reason: "container-not-started",
  message: `the ${role} ${name} cannot be started: ${oneLine(message)}`,
  fix: "check command, args, workingDir and volume mounts of the container, and that the program is in the image",
  fatalAt,
});

/** Restarts in the new version after which it counts as crashing, whatever the state says at this moment. */
const RESTARTS = 2;

function diagnoseCrash(view: ContainerView, before: number): Diagnosis | undefined {
  const { status, role, warnings, container } = view;
  const looping = status.state?.waiting?.reason === "CrashLoopBackOff";
  const grown = status.restartCount - before;
  const ended = status.state?.terminated ?? status.lastState?.terminated;
  const now = status.state?.terminated;
  const succeeded = ended?.exitCode === 0 && role !== "init container";
  if (!looping && grown < RESTARTS) {
    if (now === undefined ? grown === 0 : now.exitCode === 0) return undefined;
    const once = describeEnd(view, ended);
    return {
      ...once,
      reason: grown > 0 ? "container-restarted" : "container-failed",
      fatalAt: AT_TIMEOUT,
    };
  }
  const probe = warnings.find((text) =>
    /failed (?:startup|liveness) probe|(?:Startup|Liveness) probe failed/.test(text),
  );
  const times = status.restartCount === 1 ? "once" : `${status.restartCount} times`;
  const base = describeEnd(view, ended);
  const counted = { ...base, message: `${base.message}; restarted ${times}`, fatalAt: NOW };
  // A container that was out of memory was not ended by its probe.
  if (base.reason === "out-of-memory" || role === "init container") return counted;
  if (probe !== undefined)
    return {
      reason: "liveness-probe-failed",
      message: `the kubelet keeps restarting ${role} ${container.name}: ${oneLine(probe)}`,
      fix: "correct the probe's path, port and initialDelaySeconds, or find in the log why the container does not answer",
      fatalAt: NOW,
    };
  if (succeeded)
    return {
      ...counted,
      fix: "its program ends by itself with success: a container of a workload that stays must not end; use a Job for work that is done once",
    };
  return counted;
}

function describeEnd(
  { role, container, status }: ContainerView,
  ended: Terminated | undefined,
): Diagnosis {
  const init = role === "init container";
  const how = endOf(ended);
  if (ended?.reason === "OOMKilled")
    return {
      reason: "out-of-memory",
      message: `${role} ${container.name} was ended for using more memory than its limit (OOMKilled, exit code ${ended.exitCode})`,
      fix: "raise resources.limits.memory of the container, or let the program use less",
      fatalAt: NOW,
    };
  // The runtime could not even start it; nothing of it ever ran, so it has no log.
  if (ended?.reason === "StartError" || ended?.reason === "ContainerCannotRun")
    return notStarted(role, container.name, ended.message ?? "");
  const waiting = status.state?.waiting?.message;
  const said = ended === undefined && waiting !== undefined ? `: ${oneLine(waiting)}` : "";
  return {
    reason: init ? "init-container-failed" : "crash-loop",
    message: `${role} ${init ? `Init:${container.name}` : container.name} keeps ending: ${how}${said}`,
    fix: "the log lines below are its last words",
    fatalAt: NOW,
  };
}

/** Exit code or signal, with what is known of common ones. */
function endOf(ended: Terminated | undefined): string {
  if (ended === undefined) return "it ended";
  const { exitCode, signal = 0, message = "" } = ended;
  const code = signal > 0 ? `signal ${signal}` : `exit code ${exitCode}`;
  const known = MEANINGS[exitCode];
  return `${code}${known === undefined ? "" : ` (${known})`}${message === "" ? "" : `, ${oneLine(message)}`}`;
}

/** https://tldp.org/LDP/abs/html/exitcodes.html; 128 + n = ended by signal n */
const MEANINGS: Readonly<Record<number, string>> = {
  126: "the program cannot be executed",
  127: "the program was not found",
  134: "aborted",
  137: "killed",
  139: "segmentation fault",
  143: "asked to stop",
};
