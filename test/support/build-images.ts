import type { JobIdentity } from "../../rehearsal/github/index.ts";
import { DEPLOY_ROLE, REGION } from "./cloud.ts";
import type { Cloud } from "./cloud.ts";
import { runBundle } from "./run-bundle.ts";
import type { BundleResult, BundleRun } from "./run-bundle.ts";

/** A step that builds images. The variables in `env` decide which docker it runs. */
export interface ImageBuild extends Partial<BundleRun> {
  workspace: string;
  directory: string;
  sha?: string | undefined;
  /** Differences from a push to main. */
  job?: Partial<JobIdentity>;
}

/** The commit of a job, unless the job names another one. */
export const COMMIT = "d".repeat(40);

/** Runs the shipped build-push-ecr in a deploy job. */
export async function buildImages(
  cloud: Cloud,
  { inputs, env, sha = COMMIT, job: change, ...run }: ImageBuild,
): Promise<BundleResult> {
  const job = await cloud.job({
    ref: "refs/heads/main",
    sha,
    eventName: "push",
    environment: "dev",
    ...change,
  });
  return runBundle("build-push-ecr", {
    inputs: { "role-arn": DEPLOY_ROLE, "aws-region": REGION, ...inputs },
    env: { ...job.env, ...env },
    ...run,
  });
}
