import { existsSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { kill } from "../process.ts";
import type { JobState } from "./state.ts";

/** How often to look at a process that is about to start another program, and the milliseconds between the looks. */
const LOOKS = 10;
const BETWEEN = 2;

/** The parts of a job that identify the processes that it left behind. */
interface Left extends Pick<JobState, "trackingId"> {
  log: Pick<JobState["log"], "line">;
}

/**
 * Kills the processes that a job left behind: those with its RUNNER_TRACKING_ID. Only Linux shows the environment of
 * other processes; on other systems, the processes stay.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
 * @param processes the folder with the machine's processes
 */
export async function killOrphans({ trackingId, log }: Left, processes = "/proc"): Promise<void> {
  if (!existsSync(path.join(processes, "self/environ"))) return;
  const mark = `RUNNER_TRACKING_ID=${trackingId}`;
  const isUndecided = (pid: string): boolean => {
    const folder = path.join(processes, pid);
    const environment = textOf(folder, "environ");
    if (environment.split("\0").includes(mark)) {
      log.line(`Terminate orphan process: pid (${pid}) (${textOf(folder, "comm").trim()})`);
      kill(Number(pid), "SIGKILL");
      return false;
    }
    // While a shell's child process starts its program, its environment is temporarily empty.
    return environment === "" && hasProgram(folder);
  };
  let pids = readdirSync(processes).filter((name) => /^\d+$/.test(name) && isUndecided(name));
  for (let look = 1; look < LOOKS && pids.length > 0; look += 1) {
    await setTimeout(BETWEEN);
    pids = pids.filter(isUndecided);
  }
}

function textOf(folder: string, file: string): string {
  try {
    return readFileSync(path.join(folder, file), "utf8");
  } catch {
    // The process has ended in the meantime, or belongs to another user.
    return "";
  }
}

/** Returns whether a process has a program. Kernel threads and processes that have ended have none. */
function hasProgram(folder: string): boolean {
  try {
    return readlinkSync(path.join(folder, "exe")) !== "";
  } catch {
    return false;
  }
}
