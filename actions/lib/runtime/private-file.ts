import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Job } from "./job.ts";

/**
 * Writes a file into the action's private folder, readable only by the job's user.
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
 * Removes the access of other users of the machine to a file: tools create files with the mode of their process. If the
 * tool did not create the file, the code that reads it reports that.
 */
export async function restrictFile(file: string): Promise<void> {
  if (existsSync(file)) await chmod(file, 0o600);
}
