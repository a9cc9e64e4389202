import type { Terminated } from "../api/objects.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { ContainerView } from "./views.ts";

/** Describes how the last run of a container ended. */
export function describeExit({
  role,
  container,
  status,
}: ContainerView): Pick<Diagnosis, "reason" | "message" | "fix"> {
  const ended = status.state?.terminated ?? status.lastState?.terminated;
  if (ended?.reason === "OOMKilled")
    return {
      reason: "out-of-memory",
      message: `${role} ${container.name} exceeded its memory limit and was killed (OOMKilled, exit code ${ended.exitCode})`,
      fix: "raise resources.limits.memory of the container, or reduce the memory that the program uses",
    };
  // The runtime could not start the program, so there is no log.
  if (ended?.reason === "StartError" || ended?.reason === "ContainerCannotRun")
    return {
      reason: "container-not-started",
      message: `the ${role} ${container.name} cannot be started: ${ended.message ?? ""}`,
      fix: "check command, args, workingDir and volume mounts of the container, and that the program is in the image",
    };
  const init = role === "init container";
  const waiting = status.state?.waiting?.message;
  const said = ended === undefined && waiting !== undefined ? `: ${waiting}` : "";
  return {
    reason: init ? "init-container-failed" : "crash-loop",
    message: `${role} ${init ? `Init:${container.name}` : container.name} keeps exiting: ${exitText(ended)}${said}`,
    fix: `find the cause in the log of container ${container.name} (job summary and diagnosis files), correct it and deploy again`,
  };
}

/** Exit code or signal, with the meaning of common ones. */
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
