import { spawn } from "node:child_process";

/**
 * Ends a process group when this process ends before `release` is called, however it ends.
 *
 * A watcher reads from a pipe of ours and gets an end of file when we are gone, also after SIGKILL, which no exit handler
 * survives. Returns the function that ends the watcher.
 */
export function guard(group: number): () => void {
  // `kill -s NAME -- -GROUP` is the one form that dash and bash both take.
  const script = `read -r word && [ "$word" = release ] && exit
kill -s TERM -- -${group} 2> /dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
  kill -s 0 -- -${group} 2> /dev/null || exit
  sleep 0.2
done
kill -s KILL -- -${group} 2> /dev/null`;
  const watcher = spawn("/bin/sh", ["-c", script], {
    // Out of reach of a Ctrl-C, which goes to the whole foreground group.
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

/** Sends a signal to every process of a group; does nothing when none is left. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended.
  }
}
