import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import { OTHER_ARCHITECTURE } from "../diagnosis/start-causes.ts";

/**
 * runc prints this instead of the program's output:
 * https://github.com/opencontainers/runc/blob/main/libcontainer/standard_init_linux.go
 */
const EXEC_FORMAT =
  /^(?:standard_init_linux\.go:\d+: )?exec (?:user process caused:? |\S+: )"?exec format error"?$/m;

/**
 * Refines the cause with the log of its container. The status of a container that keeps exiting only has an exit code.
 * If the kernel cannot run the program, only the log says so.
 */
export function refineByLogs(cause: Diagnosis, logs: readonly { text: string }[]): Diagnosis {
  const isExit = /^(?:crash-loop|init-container-failed|container-(?:failed|restarted))$/.test(
    cause.reason,
  );
  return isExit && logs.some(({ text }) => EXEC_FORMAT.test(text))
    ? { ...cause, message: `${cause.message}: exec format error`, ...OTHER_ARCHITECTURE }
    : cause;
}
