import { spawn } from "node:child_process";

/**
 * Stops a process group if this process ends, in any way, before `release` is called.
 *
 * A watcher process reads from a pipe of this process and gets an end of file when this process is gone. That works
 * even after SIGKILL, when no exit handler runs.
 * @returns the function `release`, which ends the watcher
 */
export function guard(group: number): () => void {
  // `kill -s NAME -- -GROUP` is the only form that both dash and bash accept.
  const script = `read -r word && [ "$word" = release ] && exit
kill -s TERM -- -${group} 2> /dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
  kill -s 0 -- -${group} 2> /dev/null || exit
  sleep 0.2
done
kill -s KILL -- -${group} 2> /dev/null`;
  const watcher = spawn("/bin/sh", ["-c", script], {
    // Not in the foreground process group, because Ctrl-C goes to all of its processes.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
  });
  watcher.on("error", () => undefined);
  watcher.stdin.on("error", () => undefined);
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
  return () => watcher.stdin.end("release\n");
}

/** Sends a signal to every process of a group. Does nothing if no process is left. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group has ended.
  }
}
