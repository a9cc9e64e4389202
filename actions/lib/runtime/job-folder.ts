import path from "node:path";
import type { Job } from "./job.ts";

/**
 * Returns the absolute path of a folder that all actions of a job share. It is below RUNNER_TEMP, which has the same
 * path in every job of a runner and is emptied between jobs. The folder may not exist yet.
 */
export const jobFolder = (
  { temporaryDirectory }: Pick<Job, "temporaryDirectory">,
  name: string,
): string => path.join(path.dirname(temporaryDirectory), "eks-pipeline", name);
