import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Job } from "../../lib/runtime/job.ts";

/** Writes a file into the action's private folder, readable by the job's user only, and gives its path. */
export async function writePrivate(job: Job, name: string, text: string): Promise<string> {
  const file = path.join(job.temporaryDirectory, name);
  await writeFile(file, text, { mode: 0o600 });
  return file;
}
