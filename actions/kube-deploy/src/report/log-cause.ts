import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import { OTHER_ARCHITECTURE } from "../diagnosis/waiting.ts";

/** The last words of runc in the place of the program: https://github.com/opencontainers/runc/blob/main/libcontainer/standard_init_linux.go */
const EXEC_FORMAT =
  /^(?:standard_init_linux\.go:\d+: )?exec (?:user process caused:? |\S+: )"?exec format error"?$/m;

/**
 * Refines the cause by the log of its container. The status of a container that keeps exiting has an exit code only;
 * when the kernel cannot run its program, that stands in the log.
 */
export function refineByLogs(cause: Diagnosis, logs: readonly { text: string }[]): Diagnosis {
  const isExit = /^(?:crash-loop|init-container-failed|container-(?:failed|restarted))$/.test(
    cause.reason,
  );
  return isExit && logs.some(({ text }) => EXEC_FORMAT.test(text))
    ? { ...cause, message: `${cause.message}: exec format error`, ...OTHER_ARCHITECTURE }
    : cause;
}
