import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Job } from "./job.ts";

/**
 * Writes a file into the action's private folder, readable by the job's user only.
 * @param name relative to that folder; missing folders are created
 * @returns its absolute path
 */
export async function writePrivate(
  { temporaryDirectory }: Pick<Job, "temporaryDirectory">,
  name: string,
  text: string,
): Promise<string> {
  const file = path.join(temporaryDirectory, name);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

/**
 * Takes a file away from other users of the machine: tools make files with the mode of their process. A file that the
 * tool did not make is missed by whoever reads it.
 */
export async function restrictFile(file: string): Promise<void> {
  if (existsSync(file)) await chmod(file, 0o600);
}
