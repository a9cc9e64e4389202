import { existsSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { kill } from "../process.ts";
import type { JobState } from "./state.ts";

/** Looks at a process that is about to become another program, and milliseconds between them. */
const LOOKS = 10;
const BETWEEN = 2;

/** A job, as far as what it left behind is looked for. */
interface Left extends Pick<JobState, "trackingId"> {
  log: Pick<JobState["log"], "line">;
}

/**
 * Ends what a job left behind: processes with its RUNNER_TRACKING_ID. Only Linux shows the environment of other
 * processes; elsewhere they stay.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
 * @param processes the folder of the machine's processes
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
    // While a shell's child becomes its program, its environment is not there yet.
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
    // It ended in the meantime, or belongs to another user.
    return "";
  }
}

/** A thread of the kernel has none, and neither has what has ended. */
function hasProgram(folder: string): boolean {
  try {
    return readlinkSync(path.join(folder, "exe")) !== "";
  } catch {
    return false;
  }
}
