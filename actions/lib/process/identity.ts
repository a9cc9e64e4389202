import { existsSync, readFileSync, readdirSync } from "node:fs";

/**
 * A process that can be recognized later: its number may be used again, but not its number together with its start
 * time.
 */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks after the boot; undefined if there is no /proc (macOS). */
  startTime: string | undefined;
}

export const identify = (pid: number): ProcessIdentity => ({
  pid,
  startTime: readProcess(String(pid))?.startTime,
});

/**
 * Returns whether the process still works. A process that has ended but that nobody has waited for (a zombie) does not.
 */
export function isRunning({ pid, startTime }: ProcessIdentity): boolean {
  if (!existsSync("/proc/self/stat")) return canSignal(pid);
  const found = readProcess(String(pid));
  return found !== undefined && found.startTime === startTime && !isEnded(found);
}

/**
 * Returns whether any process of a process group still works. A wrapper that dies from the signal leaves behind the
 * tool that it started, and the tool saves its state.
 */
export function isGroupRunning(leader: ProcessIdentity): boolean {
  if (!existsSync("/proc/self/stat")) return canSignal(-leader.pid);
  if (isRunning(leader)) return true;
  // If the leader has another start time, another process got its number, and the group belongs to that process.
  const stranger = readProcess(String(leader.pid));
  if (stranger !== undefined && stranger.startTime !== leader.startTime) return false;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(readProcess)
    .some((one) => one !== undefined && one.group === String(leader.pid) && !isEnded(one));
}

/** Sends a signal to a complete group. A group that has ended gets no signal. */
export function signalGroup(leader: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isGroupRunning(leader)) return;
  try {
    process.kill(-leader.pid, signal);
  } catch {
    // The group ended between the two lines.
  }
}

interface ProcessStatus {
  state: string;
  group: string;
  startTime: string;
}

const isEnded = ({ state }: ProcessStatus): boolean => state === "Z" || state === "X";

/** Reads fields 3, 5 and 22 of /proc/PID/stat. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcess(pid: string): ProcessStatus | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before these fields is in parentheses and may contain spaces and parentheses.
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
