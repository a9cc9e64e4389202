import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { EngineProblem, type Log } from "./engine.ts";

export interface LockOptions {
  /** Milliseconds until waiting for another live owner ends with an error. */
  waitMs?: number;
  /** Milliseconds between two looks at a lock that is held. */
  pollMs?: number;
  log?: Log;
}

/**
 * Runs `work` while no other process holds `file`, then gives the lock back.
 *
 * The file names its owner. When that process is gone the lock is taken over; a process id that was
 * given to another program since then does not count as the owner (see `identify`).
 * Throws EngineProblem when a live owner keeps the lock for longer than `waitMs`.
 */
export async function withLock<Result>(
  file: string,
  work: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  await mkdir(path.dirname(file), { recursive: true });
  await acquire(file, options);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function acquire(file: string, options: LockOptions): Promise<void> {
  const { waitMs = 1_800_000, pollMs = 250 } = options;
  const until = Date.now() + waitMs;
  const self = (await identify(process.pid)) ?? String(process.pid);
  let told = false;
  while (!(await create(file, self))) {
    const owner = await ownerOf(file);
    if (owner !== undefined && !(await isAlive(owner))) {
      await takeAway(file, owner, self);
      continue;
    }
    if (Date.now() >= until) {
      throw new EngineProblem(
        `process ${String(owner)} has held ${file} for ${Math.round(waitMs / 1000)} s; end it, or delete the file if it is not ours`,
      );
    }
    if (!told) options.log?.(`waiting for process ${String(owner)}, which installs the same`);
    told = true;
    await pause(pollMs);
  }
}

/** True when the file did not exist and now names us. */
async function create(file: string, owner: string): Promise<boolean> {
  try {
    await writeFile(file, owner, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function ownerOf(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text === "" ? undefined : text;
}

/**
 * Removes a dead owner's lock. Two processes may find it dead at once: the second must not delete the
 * lock that the first has made meanwhile, so both pass a second file and look again behind it.
 */
async function takeAway(file: string, dead: string, self: string): Promise<void> {
  const guard = `${file}.takeover`;
  if (!(await create(guard, self))) {
    const other = await ownerOf(guard);
    if (other !== undefined && !(await isAlive(other))) await rm(guard, { force: true });
    await pause(10);
    return;
  }
  try {
    if ((await ownerOf(file)) === dead) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function isAlive(owner: string): Promise<boolean> {
  return (await identify(Number.parseInt(owner, 10))) === owner;
}

/**
 * `PID:START` of a running process, undefined when there is none. START is the boot-relative start time
 * of proc(5), field 22 of /proc/PID/stat; where there is no /proc the process id has to do.
 */
export async function identify(pid: number): Promise<string | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The program's name, in parentheses, may hold spaces: count the fields behind it.
  const started = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .at(19);
  return started === undefined ? String(pid) : `${pid}:${started}`;
}
