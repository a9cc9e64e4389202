import { spawn, type ChildProcess } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { processes, type ProcessEntry } from "./process-table.ts";
import type { Timing } from "./request.ts";

export interface ProcessRequest {
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

export interface ProcessResult {
  /** The exit code; 128 + n for a process that signal n ended. */
  code: number;
  /** True when the process was told to end. */
  cancelled: boolean;
}

const SIGNALS: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

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

function killTree(pid: number): void {
  const all = processes();
  const below = (parent: number): ProcessEntry[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  for (const target of [...below(pid).map((one) => one.pid), pid]) kill(target, "SIGKILL");
}

/** Signals a process that may be gone by now. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** SIGINT to the direct child, SIGTERM to it when it is still there, and at last SIGKILL to its whole tree. */
function endInSteps(child: ChildProcess, timing: Timing, timers: NodeJS.Timeout[]): void {
  child.kill("SIGINT");
  const last = (): void => {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (child.pid !== undefined && !ended) killTree(child.pid);
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
      reject(new Error(`cannot start ${file}: ${error.message}`, { cause: error }));
    });
    child.on("exit", () => {
      // What holds the output open now is no longer below the child: it is found by its group.
      timers.push(setTimeout(() => releaseOutput(child), timing.drain));
    });
    child.on("close", (code, ended) => {
      finish();
      resolve({
        code: code ?? 128 + (SIGNALS[ended ?? "SIGKILL"] ?? 9),
        cancelled: signal.aborted,
      });
    });
    signal.addEventListener("abort", cancel);
    if (signal.aborted) cancel();
  });
}

function releaseOutput(child: ChildProcess): void {
  const holders = processes().filter((one) => one.group === child.pid);
  for (const { pid } of holders) kill(pid, "SIGKILL");
  child.stdout?.destroy();
  child.stderr?.destroy();
}
