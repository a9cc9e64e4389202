import type { ContainerStatus, Terminated } from "../api/objects.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { describeStart } from "./waiting.ts";
import type { ContainerView } from "./views.ts";

/** Returns the last end of a container, if its status contains one. */
export const lastEnd = ({ state, lastState }: ContainerStatus): Terminated | undefined =>
  state?.terminated ?? lastState?.terminated;

/** The kubelet's reason if it no longer finds the container. Its exit code 137 then says nothing. */
const LOST = "ContainerStatusUnknown";

/** Describes how the last run of a container ended. */
export function describeExit({
  role,
  container,
  status,
}: ContainerView): Pick<Diagnosis, "reason" | "message" | "fix"> {
  const ended = lastEnd(status);
  if (ended?.reason === "OOMKilled")
    return {
      reason: "out-of-memory",
      message: `${role} ${container.name} exceeded its memory limit and was killed (OOMKilled, exit code ${ended.exitCode})`,
      fix: "raise resources.limits.memory of the container, or reduce the memory that the program uses",
    };
  // The runtime could not start the program, so there is no log.
  if (ended?.reason === "StartError" || ended?.reason === "ContainerCannotRun")
    return {
      message: `the ${role} ${container.name} cannot be started: ${ended.message ?? ""}`,
      ...describeStart(ended.message ?? ""),
    };
  const init = role === "init container";
  if (ended?.reason === LOST)
    return {
      reason: init ? "init-container-failed" : "crash-loop",
      message: `the node has lost ${role} ${container.name} (${LOST}), so nothing says how it ended: ${ended.message ?? ""}`,
      fix: "check whether the node was restarted or has run out of memory or disk (`kubectl describe node`), then run the job again; the program may not be the cause",
    };
  // A running container was started again after each end.
  const isFirst = status.restartCount + (status.state?.running === undefined ? 1 : 0) <= 1;
  const waiting = status.state?.waiting?.message;
  const said = ended === undefined && waiting !== undefined ? `: ${waiting}` : "";
  return {
    reason: init ? "init-container-failed" : "crash-loop",
    message: `${role} ${init ? `Init:${container.name}` : container.name} ${isFirst ? "has exited" : "keeps exiting"}: ${exitText(ended)}${said}`,
    fix:
      FIXES[ended?.exitCode ?? -1] ??
      `find the cause in the log of container ${container.name} (job summary and diagnosis files), correct it and deploy again`,
  };
}

/** Returns the exit code or signal, with the meaning of common ones. */
function exitText(ended: Terminated | undefined): string {
  if (ended === undefined) return "its exit code is not known";
  const { exitCode, signal = 0, message = "" } = ended;
  const code = signal > 0 ? `signal ${signal}` : `exit code ${exitCode}`;
  const meaning = MEANINGS[exitCode];
  return `${code}${meaning === undefined ? "" : ` (${meaning})`}${message === "" ? "" : `, ${message}`}`;
}

/** https://tldp.org/LDP/abs/html/exitcodes.html; 128 + n: ended by signal n. */
const MEANINGS: Readonly<Record<number, string>> = {
  126: "the program cannot be executed",
  127: "the program was not found",
  134: "aborted",
  137: "killed",
  139: "segmentation fault",
  143: "asked to stop",
};

/** Exit codes that say what to correct. */
const FIXES: Readonly<Record<number, string>> = {
  0: "let the container's program keep running (it ended with exit code 0), or use a Job for work that ends",
  126: "make the program of command or of the script executable in the image, for the user it runs as",
  127: "correct command, args or the script: the program that it calls is not in the image or not on PATH",
  137: "something killed the container, so its log may not say why: look at the pod's events (`kubectl describe pod`: probes, a hook), at the memory of the node, or for a part of the program itself that kills it",
};
