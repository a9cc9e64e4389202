import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";

export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  name: string;
}

/** /proc/PID/stat: the name is in parentheses and may hold spaces and parentheses itself. */
function readStat(pid: string): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    return { pid: Number(pid), parent: Number(parent), group: Number(group), name };
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}

/** All processes of this machine: from /proc, else from ps (macOS). */
export function processes(): ProcessEntry[] {
  if (existsSync("/proc/self/stat"))
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => readStat(pid) ?? []);
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,comm="], { encoding: "utf8" });
  return table
    .trim()
    .split("\n")
    .map((line) => {
      const [pid, parent, group, ...name] = line.trim().split(/\s+/);
      return {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        name: name.join(" "),
      };
    });
}

/**
 * Processes whose environment has NAME=VALUE. Only Linux shows the environment of other processes; elsewhere
 * there are none.
 */
export function processesWith(name: string, value: string): ProcessEntry[] {
  if (!existsSync("/proc/self/environ")) return [];
  return processes().filter(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${name}=${value}`);
    } catch {
      // Another user's, or gone.
      return false;
    }
  });
}
