import path from "node:path";
import type { Job } from "./job.ts";

/**
 * A folder that all actions of a job share, absolute. It is below RUNNER_TEMP, which has the same path in every job of
 * a runner and is emptied between jobs. It may not exist yet.
 */
export const jobFolder = (
  { temporaryDirectory }: Pick<Job, "temporaryDirectory">,
  name: string,
): string => path.join(path.dirname(temporaryDirectory), "eks-pipeline", name);
