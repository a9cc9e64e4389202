import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { StringDecoder } from "node:string_decoder";
import type { Timing } from "./request.ts";

interface ProcessRequest {
  file: string;
  args: readonly string[];
  directory: string;
  environment: Readonly<Record<string, string>>;
  /** Each line of standard output and standard error, without its line end. */
  onLine(line: string): void;
  /** Ends the process with SIGINT, then SIGTERM, then SIGKILL. */
  signal: AbortSignal;
  timing: Timing;
}

interface ProcessResult {
  /** The exit code; 128 + n for a process that signal n ended. */
  code: number;
  /** Whether the process was sent a signal to end it. */
  cancelled: boolean;
}

/** Splits a stream into lines. The bytes of one character, or CR LF, may arrive in two chunks. */
function lineReader(onLine: (line: string) => void) {
  const decoder = new StringDecoder("utf8");
  let pending = "";
  return {
    write(chunk: Buffer): void {
      pending += decoder.write(chunk);
      // A carriage return at the end may be the first half of CR LF.
      const lines = pending.split(/\r\n|\n|\r(?!$)/);
      pending = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    },
    end(): void {
      pending = (pending + decoder.end()).replace(/\r$/, "");
      if (pending !== "") onLine(pending);
      pending = "";
    },
  };
}

/** Signals a process, or with a negative number a process group. It may already have ended. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // macOS answers EPERM for a group in which all processes have ended.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/**
 * Kills the child and the processes in its group. On Linux, GitHub's runner kills only the child and leaves the rest to
 * the end of the job. Here, nothing may stay behind on the machine.
 */
function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) kill(-pid, "SIGKILL");
}

/** Sends SIGINT to the direct child, SIGTERM if it is still running, and finally SIGKILL to its group. */
function endInSteps(child: ChildProcess, timing: Timing, timers: NodeJS.Timeout[]): void {
  child.kill("SIGINT");
  const last = (): void => {
    if (child.exitCode === null && child.signalCode === null) killGroup(child);
  };
  const next = (): void => {
    child.kill("SIGTERM");
    timers.push(setTimeout(last, timing.terminate));
  };
  timers.push(setTimeout(next, timing.interrupt));
}

/**
 * Runs a process as GitHub's runner does: without standard input, with both streams read line by line. Signals go only
 * to the direct child, and descendants that hold its output open get five seconds.
 * https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs
 * @throws Error if the file cannot be started
 */
export function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const { file, args, directory, environment, signal, timing } = request;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: a Ctrl-C in the terminal must reach the process only once, through the runner.
      detached: true,
    });
    const timers: NodeJS.Timeout[] = [];
    const cancel = (): void => endInSteps(child, timing, timers);
    for (const stream of [child.stdout, child.stderr]) {
      const lines = lineReader((line) => request.onLine(line));
      stream.on("data", (chunk: Buffer) => lines.write(chunk));
      stream.on("close", () => lines.end());
    }
    const finish = (): void => {
      signal.removeEventListener("abort", cancel);
      for (const timer of timers) clearTimeout(timer);
    };
    child.on("error", (error) => {
      finish();
      // Node has the same message for a missing program and for a missing directory.
      const why = existsSync(directory) ? error.message : "No such file or directory";
      const what = `An error occurred trying to start process '${file}' with working directory '${directory}'. ${why}`;
      reject(new Error(what, { cause: error }));
    });
    child.on("exit", () => {
      timers.push(setTimeout(() => releaseOutput(child), timing.drain));
    });
    child.on("close", (code, ended) => {
      finish();
      resolve({
        code: code ?? 128 + constants.signals[ended ?? "SIGKILL"],
        cancelled: signal.aborted,
      });
    });
    signal.addEventListener("abort", cancel);
    if (signal.aborted) cancel();
  });
}

/** Stops waiting for descendants that hold the output of an exited child open. */
function releaseOutput(child: ChildProcess): void {
  killGroup(child);
  child.stdout?.destroy();
  child.stderr?.destroy();
}
