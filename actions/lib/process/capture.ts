import { getExecOutput } from "@actions/exec";
import { ActionError, messageOf } from "../runtime/errors.ts";

export interface Captured {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a short command to its end and keeps what it prints. Neither its output nor the command line goes to the log.
 * The command cannot be aborted: use `execute` for longer commands, and for programs that read standard input.
 * (Standard input stays open here: with an input, @actions/exec crashes if the program ends without reading it.)
 * @param program a name on PATH or an absolute path; never a shell line
 * @throws ActionError `program-not-found` if the program does not exist; an exit code is a result, not an error
 */
export async function capture(
  program: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Captured> {
  try {
    // @actions/exec splits its first argument at spaces unless they are quoted.
    const quoted = `"${program.replaceAll('"', '\\"')}"`;
    return await getExecOutput(quoted, [...argv], {
      env: { ...environment },
      silent: true,
      ignoreReturnCode: true,
    });
  } catch (error) {
    throw notStarted(program, error);
  }
}

function notStarted(program: string, error: unknown): Error {
  // This message is the only sign of a missing program:
  // https://github.com/actions/toolkit/blob/main/packages/io/src/io.ts
  const missing = messageOf(error).startsWith("Unable to locate executable file");
  return new ActionError({
    reason: missing ? "program-not-found" : "program-not-started",
    message: missing
      ? `the program "${program}" was not found`
      : `the program "${program}" could not be started: ${messageOf(error)}`,
    fix: `install ${program} on the runner, or check the PATH of the job`,
    cause: error,
  });
}
