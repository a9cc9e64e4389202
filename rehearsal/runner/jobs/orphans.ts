import { existsSync, readFileSync, readdirSync } from "node:fs";
import { kill } from "../process.ts";
import type { JobState } from "./state.ts";

const textOf = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // It ended in the meantime, or belongs to another user.
    return "";
  }
};

/**
 * Ends what a job left behind: processes with its RUNNER_TRACKING_ID. Only Linux shows the environment of other
 * processes; elsewhere they stay.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
 */
export function killOrphans({ trackingId, log }: JobState): void {
  if (!existsSync("/proc/self/environ")) return;
  const mark = `RUNNER_TRACKING_ID=${trackingId}`;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (!textOf(pid, "environ").split("\0").includes(mark)) continue;
    log.line(`Terminate orphan process: pid (${pid}) (${textOf(pid, "comm").trim()})`);
    kill(Number(pid), "SIGKILL");
  }
}
