import { spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { ActionError, messageOf } from "../runtime/errors.ts";

export interface Command {
  /** Program: a name on PATH or an absolute path. Never a shell line. */
  program: string;
  arguments: readonly string[];
  directory?: string;
  environment: Readonly<Record<string, string>>;
  /** Text for standard input; without it standard input is empty. */
  input?: string;
  /** Called for each complete line of standard output, while the command runs. */
  onLine?: ((line: string) => void) | undefined;
  /** Called for each complete line of standard error; default: `onLine`. */
  onErrorLine?: ((line: string) => void) | undefined;
  /** Aborted = one SIGINT to the command. A second one would make terraform drop its state. */
  cancelled?: AbortSignal | undefined;
  /** Most characters kept of each stream; what comes after them is dropped. Default 64 Mi. */
  keep?: number;
}

export interface Finished {
  exitCode: number;
  /** The signal that ended it, if one did. */
  signal: NodeJS.Signals | undefined;
  stdout: string;
  stderr: string;
}

const KEEP = 64 * 1024 * 1024;

/**
 * Runs a program to its end. It gets a process group of its own, so that the terminal's or runner's signals do not
 * reach it twice; a cancel is passed on once.
 * @throws ActionError `program-not-found` when the program does not exist; an exit code is a result, not an error
 */
export function execute(command: Command): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, command.arguments, {
      cwd: command.directory,
      env: command.environment,
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    const stdout = collect(child.stdout, command.keep ?? KEEP, command.onLine);
    const stderr = collect(
      child.stderr,
      command.keep ?? KEEP,
      command.onErrorLine ?? command.onLine,
    );
    const interrupt = () => child.kill("SIGINT");
    command.cancelled?.addEventListener("abort", interrupt, { once: true });
    child.on("error", (error) => reject(notStarted(command, error)));
    child.on("close", (code, signal) => {
      command.cancelled?.removeEventListener("abort", interrupt);
      resolve({
        exitCode: code ?? 128,
        signal: signal ?? undefined,
        stdout: stdout(),
        stderr: stderr(),
      });
    });
    // A program that ends without reading its input closes the pipe; its exit code tells the story.
    child.stdin.on("error", () => undefined);
    child.stdin.end(command.input ?? "");
  });
}

/** Decodes across chunk borders, hands out complete lines, keeps a bounded text. */
function collect(
  stream: NodeJS.ReadableStream,
  keep: number,
  onLine: ((line: string) => void) | undefined,
): () => string {
  const decoder = new StringDecoder("utf8");
  const kept: string[] = [];
  let size = 0;
  let pending = "";
  const take = (text: string) => {
    if (size < keep) kept.push(text.slice(0, keep - size));
    size += text.length;
    if (onLine === undefined) return;
    const lines = (pending + text).split(/\r?\n/);
    pending = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
  stream.on("data", (chunk: Buffer) => take(decoder.write(chunk)));
  stream.on("end", () => {
    take(decoder.end());
    if (pending !== "") onLine?.(pending);
  });
  return () => kept.join("");
}

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

/** The last lines of a text, for error details. */
export const lastLines = (text: string, count: number): string =>
  text.trimEnd().split("\n").slice(-count).join("\n");
