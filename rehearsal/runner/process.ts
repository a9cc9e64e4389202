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
  /** Ends the process: SIGINT, SIGTERM, SIGKILL. */
  signal: AbortSignal;
  timing: Timing;
}

interface ProcessResult {
  /** The exit code; 128 + n for a process that signal n ended. */
  code: number;
  /** True when the process got a signal to end. */
  cancelled: boolean;
}

/** Cuts a stream into lines; bytes of one character and CR LF may arrive in two chunks. */
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

/** Signals a process, or with a negative number a process group, that may have ended. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // macOS answers EPERM for a group in which only ended processes are left.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/**
 * Kills the child and what it started in its group. GitHub's runner kills the child alone on Linux and leaves the rest
 * to the end of the job; here nothing may stay behind on the machine.
 */
function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) kill(-pid, "SIGKILL");
}

/** SIGINT to the direct child, SIGTERM to it when it still runs, and at last SIGKILL to its group. */
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
 * Runs a process as GitHub's runner does: no standard input, both streams read line by line, signals only to the
 * direct child, and five seconds for descendants that hold its output open.
 * https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs
 * @throws Error when the file cannot be started
 */
export function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const { file, args, directory, environment, signal, timing } = request;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      // Its own group: Ctrl-C in the terminal must reach it through the runner, once.
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
      // Node has the same words for a program and for a directory that does not exist.
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

/** Ends the wait for descendants that hold the output of a child that exited. */
function releaseOutput(child: ChildProcess): void {
  killGroup(child);
  child.stdout?.destroy();
  child.stderr?.destroy();
}
