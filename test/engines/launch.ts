import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { EngineProblem } from "./engine.ts";
import { causeIn } from "./execute.ts";
import { guard, signalGroup } from "./guard.ts";

export interface LaunchOptions {
  /** Name of the server in messages. */
  name: string;
  program: string;
  argv: readonly string[];
  cwd: string;
  /** File that gets standard output and standard error. */
  logFile: string;
  env?: Readonly<Record<string, string>>;
  /** Returns whether the server is ready. Called until it returns true; an error counts as false. */
  ready(): Promise<boolean> | boolean;
  readyWithinMs?: number;
  /** Milliseconds between SIGTERM and SIGKILL when the server is stopped. */
  graceMs?: number;
}

export interface Launched {
  pid: number;
  /** Returns what the server has printed so far. */
  output(): string;
  /** Stops the whole process group and waits until it is gone. Safe to call twice. */
  stop: () => Promise<void>;
}

/**
 * Starts a server in its own process group and waits until it is ready. If it ends before that or takes too
 * long, nothing is left running.
 * @throws EngineProblem with the cause from its log if the server ends too early or takes too long
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const log = openSync(options.logFile, "w");
  const child = spawn(options.program, options.argv, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  const exit = exitOf(child);
  if (child.pid === undefined) {
    throw new EngineProblem(`${options.name} does not start: ${await exit}`);
  }
  const release = guard(child.pid);
  const { pid } = child;
  const output = (): string => readFileSync(options.logFile, "utf8");
  const stop = async (): Promise<void> => {
    signalGroup(pid, "SIGTERM");
    await Promise.race([exit, pause(options.graceMs ?? 3000, undefined, { ref: false })]);
    // This kills the server after its grace period, and everything that it started and left behind.
    signalGroup(pid, "SIGKILL");
    await exit;
    release();
  };
  try {
    await becomesReady(options, exit, output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid, output, stop };
}

/** Returns how the process ended, or why it did not start. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`ended with ${String(code ?? signal)}`));
  });
}

async function becomesReady(
  options: LaunchOptions,
  exit: Promise<string>,
  output: () => string,
): Promise<void> {
  const limit = options.readyWithinMs ?? 60_000;
  const until = Date.now() + limit;
  for (;;) {
    const dead = await Promise.race([exit, pause(50)]);
    if (dead !== undefined) {
      throw new EngineProblem(`${options.name} ${dead} at start: ${causeIn(output())}`);
    }
    if (await Promise.resolve(options.ready()).catch(() => false)) return;
    if (Date.now() >= until) {
      throw new EngineProblem(
        `${options.name} is not ready after ${Math.round(limit / 1000)} s: ${causeIn(output())}`,
      );
    }
  }
}
