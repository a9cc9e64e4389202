import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Started } from "./engine.ts";
import { execute } from "./execute.ts";

/**
 * Makes a directory for one run of one engine. Its path is short, because paths of unix sockets have at most 107
 * characters.
 */
export function makeRunDirectory(engine: string): Promise<string> {
  return mkdtemp(path.join(tmpdir(), `eks-${engine}-`));
}

/** Starts an engine in a run directory. The directory is removed when the engine is stopped or does not start. */
export async function startInRunDirectory<Running>(
  engine: string,
  start: (directory: string) => Promise<Started<Running>>,
): Promise<Started<Running>> {
  const directory = await makeRunDirectory(engine);
  try {
    const running = await start(directory);
    const stop = async (): Promise<void> => {
      await running.stop();
      await removeRunDirectory(directory);
    };
    return { ...running, stop };
  } catch (error) {
    await removeRunDirectory(directory);
    throw error;
  }
}

/** Unmounts everything that an engine left mounted below the directory, then removes the directory. */
export async function removeRunDirectory(directory: string): Promise<void> {
  const mounts = await readFile("/proc/mounts", "utf8").catch(() => "");
  const inside = mounts
    .split("\n")
    .map((line) => (line.split(" ")[1] ?? "").replaceAll("\\040", " "))
    .filter((point) => point.startsWith(`${directory}/`));
  // Mounts are listed in the order in which they were made, so the innermost is last.
  for (const point of inside.reverse()) await execute("umount", ["--lazy", point]);
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
