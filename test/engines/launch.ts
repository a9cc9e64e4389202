import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { EngineProblem } from "./engine.ts";
import { causeIn } from "./execute.ts";
import { guard } from "./guard.ts";

export interface LaunchOptions {
  /** For messages. */
  name: string;
  program: string;
  argv: readonly string[];
  cwd: string;
  /** Gets standard output and standard error. */
  logFile: string;
  env?: Readonly<Record<string, string>>;
  /** True when it serves. Called until then; what it throws counts as false. */
  ready(): Promise<boolean> | boolean;
  readyWithinMs?: number;
  /** Milliseconds between SIGTERM and SIGKILL when it is stopped. */
  graceMs?: number;
}

export interface Launched {
  pid: number;
  /** What it has printed so far. */
  output(): string;
  /** Ends the whole process group and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a server in a process group of its own and waits until it is ready.
 * Throws EngineProblem with the cause from its log when it ends before that or takes too long; nothing
 * of it is left running then.
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
    throw new EngineProblem(`${options.name} does not start: ${(await exit).reason}`);
  }
  const release = guard(child.pid);
  const { pid } = child;
  const output = (): string => readFileSync(options.logFile, "utf8");
  const stop = async (): Promise<void> => {
    await endGroup(pid, options.graceMs ?? 3000);
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

interface Exit {
  reason: string;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ reason: error.message }));
    child.once("exit", (code, signal) =>
      resolve({ reason: `ended with ${String(code ?? signal)}` }),
    );
  });
}

async function becomesReady(
  options: LaunchOptions,
  exit: Promise<Exit>,
  output: () => string,
): Promise<void> {
  const limit = options.readyWithinMs ?? 60_000;
  const until = Date.now() + limit;
  for (;;) {
    const dead = await Promise.race([exit, pause(50)]);
    if (dead !== undefined) {
      throw new EngineProblem(`${options.name} ${dead.reason} at start: ${causeIn(output())}`);
    }
    if (await Promise.resolve(options.ready()).catch(() => false)) return;
    if (Date.now() >= until) {
      throw new EngineProblem(
        `${options.name} is not ready after ${Math.round(limit / 1000)} s: ${causeIn(output())}`,
      );
    }
  }
}

/** SIGTERM, then SIGKILL after the grace; returns when no process of the group is left. */
export async function endGroup(group: number, graceMs: number): Promise<void> {
  const killAt = Date.now() + graceMs;
  const giveUpAt = killAt + 10_000;
  let sent: NodeJS.Signals | undefined;
  while (isGroupAlive(group)) {
    const wanted = Date.now() >= killAt ? "SIGKILL" : "SIGTERM";
    if (wanted !== sent) signalGroup(group, wanted);
    else if (sent === "SIGKILL" && hasOnlyZombies(group)) return;
    sent = wanted;
    if (Date.now() >= giveUpAt) throw new EngineProblem(`process group ${group} does not end`);
    await pause(20);
  }
}

function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * True when all that is left of the group waits to be reaped by a parent that may never do it: process 1
 * of some containers. See proc(5), fields 3 (state) and 5 (group) of /proc/PID/stat.
 */
function hasOnlyZombies(group: number): boolean {
  if (!existsSync("/proc/self/stat")) return false;
  const states = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter(([, , , , processGroup]) => processGroup === String(group))
    .map(([, , state]) => state);
  return states.every((state) => state === "Z");
}

/** The fields of a process, the first two left out; none when it is gone or there is no /proc. */
function statOf(pid: string): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return ["", "", ...text.slice(text.lastIndexOf(")") + 2).split(" ")];
  } catch {
    return [];
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It ended between the look and the signal.
  }
}
