import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { ActionError, messageOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { followLines } from "./follow.ts";
import type { Follower } from "./follow.ts";
import { identify, isGroupRunning, signalGroup } from "./identity.ts";
import { operationFolder, recordOperation } from "./operation.ts";
import type { Operation } from "./operation.ts";

export interface Command {
  /** Program: a name on PATH or an absolute path, never a shell line. */
  program: string;
  arguments: readonly string[];
  directory?: string;
  environment: Readonly<Record<string, string>>;
  /** What the command does, for people: "terraform apply". */
  purpose: string;
  /** Called for each complete line of standard output, while the command runs. */
  onLine?: ((line: string) => void) | undefined;
  /** Called for each complete line of standard error; default: `onLine`. */
  onErrorLine?: ((line: string) => void) | undefined;
  /**
   * If this signal aborts, the program is interrupted in the same way as after a cancel. Then `execute` waits until the
   * program ends, however long that takes.
   */
  stop?: AbortSignal | undefined;
}

export interface Finished {
  exitCode: number;
  /** The signal that ended the program, if one did. */
  signal: NodeJS.Signals | undefined;
  /** The complete output. It is read from its file when it is requested. */
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Milliseconds from the cancel until an operation is left to the post step. The runner sends SIGTERM after 7.5 s; the
 * time between is for outputs and the summary.
 */
const HAND_OVER = 6000;
/** Milliseconds between checks of a process group whose leader has ended. */
const GROUP_POLL = 100;

/**
 * Runs a program to its end. The program gets its own process group, no standard input, and files for its output: it
 * can outlive this process, and none of its pipes break. A cancelled job or `stop`, whichever comes first, interrupts
 * the group once. A second signal, such as the runner's SIGTERM, would make terraform drop its state, so it is never
 * passed on.
 * @throws ActionError `cancelled` if the job is already cancelled, and if the program does not end soon after the
 *   cancel: then it continues, and the post step takes over. `program-not-found` if it does not exist. An exit code is
 *   a result, not an error.
 * @param gracePeriod milliseconds from the cancel until the program is left to the post step
 */
export async function execute(
  command: Command,
  { temporaryDirectory, cancelled }: Pick<Job, "temporaryDirectory" | "cancelled">,
  gracePeriod = HAND_OVER,
): Promise<Finished> {
  cancelled.throwIfAborted();
  const folder = operationFolder(temporaryDirectory);
  const files = { stdout: path.join(folder, "stdout"), stderr: path.join(folder, "stderr") };
  return await new Promise((resolve, reject) => {
    const child = start(command, files);
    child.on("error", (error) => reject(notStarted(command, error)));
    if (child.pid === undefined) return;
    const running = new Running(command, folder, files, child.pid);
    let isLeft = false;
    const signals = { cancelled, stop: command.stop, gracePeriod };
    const stopListening = interruptOnAbort(running, signals, () => {
      isLeft = true;
      running.leave();
      child.unref();
      reject(stillRunning(command));
    });
    child.on("exit", (code, signal) => {
      const finish = () => {
        if (isLeft) return;
        stopListening();
        running.end();
        resolve(finishedWith(code, signal, files));
      };
      if (running.operation.interrupted && signal !== null) afterGroup(running.operation, finish);
      else finish();
    });
  });
}

interface Files {
  stdout: string;
  stderr: string;
}

function start(command: Command, files: Files): ChildProcess {
  const [stdout, stderr] = [files.stdout, files.stderr].map((file) => openSync(file, "ax", 0o600));
  try {
    return spawn(command.program, command.arguments, {
      cwd: command.directory,
      env: command.environment,
      stdio: ["ignore", stdout, stderr],
      detached: true,
    });
  } finally {
    for (const descriptor of [stdout, stderr]) if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** A running program: its record for the post step, and the readers of its output. */
class Running {
  readonly operation: Operation;
  readonly #folder: string;
  readonly #followers: { stdout: Follower | undefined; stderr: Follower | undefined };

  constructor(
    { purpose, directory, onLine, onErrorLine }: Command,
    folder: string,
    files: Files,
    pid: number,
  ) {
    this.#folder = folder;
    this.operation = {
      purpose,
      directory: directory ?? process.cwd(),
      process: identify(pid),
      stdout: { file: files.stdout, shown: 0 },
      stderr: { file: files.stderr, shown: 0 },
      startedAt: Date.now(),
      interrupted: false,
      ended: false,
    };
    recordOperation(folder, this.operation);
    const follow = (file: string, take: ((line: string) => void) | undefined) =>
      take === undefined ? undefined : followLines(file, take);
    this.#followers = {
      stdout: follow(files.stdout, onLine),
      stderr: follow(files.stderr, onErrorLine ?? onLine),
    };
  }

  /**
   * Interrupts the group unless that was done before. The record is written first: if this process is killed between
   * the two, the program must not get a second interrupt.
   */
  interrupt(): void {
    if (this.operation.interrupted) return;
    this.operation.interrupted = true;
    recordOperation(this.#folder, this.operation);
    signalGroup(this.operation.process, "SIGINT");
  }

  end(): void {
    for (const follower of Object.values(this.#followers)) follower?.stop(true);
    this.#record(true);
  }

  leave(): void {
    for (const follower of Object.values(this.#followers)) follower?.stop(false);
    this.#record(false);
  }

  #record(ended: boolean): void {
    const { stdout, stderr } = this.#followers;
    this.operation.stdout.shown = stdout?.offset ?? 0;
    this.operation.stderr.shown = stderr?.offset ?? 0;
    recordOperation(this.#folder, { ...this.operation, ended });
  }
}

interface Signals {
  cancelled: AbortSignal;
  stop: AbortSignal | undefined;
  /** As in `execute`, in milliseconds. */
  gracePeriod: number;
}

/**
 * Interrupts a program when the first of its signals aborts.
 * @param leave called when the grace period of a cancelled program ends
 * @returns a function that stops listening
 */
function interruptOnAbort(
  running: Running,
  { cancelled, stop, gracePeriod }: Signals,
  leave: () => void,
): () => void {
  let handOver: NodeJS.Timeout | undefined;
  const interrupt = () => {
    running.interrupt();
    handOver = setTimeout(() => {
      stopListening();
      leave();
    }, gracePeriod);
  };
  const interruptOnly = () => running.interrupt();
  const stopListening = () => {
    clearTimeout(handOver);
    cancelled.removeEventListener("abort", interrupt);
    stop?.removeEventListener("abort", interruptOnly);
  };
  cancelled.addEventListener("abort", interrupt, { once: true });
  stop?.addEventListener("abort", interruptOnly, { once: true });
  return stopListening;
}

/**
 * Waits for the rest of the group. A wrapper that died from the signal may have left the tool running, which still
 * saves its state. If the program ended by itself, nothing more is waited for: what it left in its group is an orphan,
 * and the post step stops it.
 */
function afterGroup(operation: Operation, done: () => void): void {
  if (isGroupRunning(operation.process)) setTimeout(() => afterGroup(operation, done), GROUP_POLL);
  else done();
}

const finishedWith = (
  code: number | null,
  signal: NodeJS.Signals | null,
  files: Files,
): Finished => ({
  exitCode: code ?? 128,
  signal: signal ?? undefined,
  get stdout() {
    return readFileSync(files.stdout, "utf8");
  },
  get stderr() {
    return readFileSync(files.stderr, "utf8");
  },
});

const stillRunning = ({ purpose }: Command): ActionError =>
  new ActionError({
    reason: "cancelled",
    message: `${purpose} was asked to stop and is still running; the post step of this action waits until it ends and reports the result`,
    fix: "read the post step at the end of this job, then run the job again if the change is still wanted",
  });

function notStarted(command: Command, error: NodeJS.ErrnoException): Error {
  const missing = error.code === "ENOENT";
  return new ActionError({
    reason: missing ? "program-not-found" : "program-not-started",
    message: missing
      ? `the program "${command.program}" was not found`
      : `the program "${command.program}" could not be started: ${messageOf(error)}`,
    fix: `install ${command.program} on the runner, or check the PATH of the job`,
    cause: error,
  });
}

/** Returns the last lines of a text, for error details. */
export const lastLines = (text: string, count: number): string =>
  text.trimEnd().split("\n").slice(-count).join("\n");
