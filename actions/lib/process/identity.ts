import { existsSync, readFileSync, readdirSync } from "node:fs";

/** A process that can be recognised later: its number is used again, its number and start time are not. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks after the boot; undefined where there is no /proc (macOS). */
  startTime: string | undefined;
}

export const identify = (pid: number): ProcessIdentity => ({
  pid,
  startTime: readProcess(String(pid))?.startTime,
});

/** Whether the process still works. One that ended and that nobody has waited for (a zombie) does not. */
export function isRunning({ pid, startTime }: ProcessIdentity): boolean {
  if (!existsSync("/proc/self/stat")) return canSignal(pid);
  const found = readProcess(String(pid));
  return found !== undefined && found.startTime === startTime && !isEnded(found);
}

/**
 * Whether anything of a process group still works. A wrapper that dies of the signal leaves the tool it has started
 * behind, and the tool saves its state.
 */
export function isGroupRunning(leader: ProcessIdentity): boolean {
  if (!existsSync("/proc/self/stat")) return canSignal(-leader.pid);
  if (isRunning(leader)) return true;
  // A leader with another start time is a stranger that got the number, and so is its group.
  const stranger = readProcess(String(leader.pid));
  if (stranger !== undefined && stranger.startTime !== leader.startTime) return false;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(readProcess)
    .some((one) => one !== undefined && one.group === String(leader.pid) && !isEnded(one));
}

/** Signals a whole group. One that has ended is left alone. */
export function signalGroup(leader: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isGroupRunning(leader)) return;
  try {
    process.kill(-leader.pid, signal);
  } catch {
    // It ended between the two lines.
  }
}

interface ProcessStatus {
  state: string;
  group: string;
  startTime: string;
}

const isEnded = ({ state }: ProcessStatus): boolean => state === "Z" || state === "X";

/** Fields 3, 5 and 22 of /proc/PID/stat. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcess(pid: string): ProcessStatus | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it is in parentheses and may hold spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", group: fields[2] ?? "", startTime: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
