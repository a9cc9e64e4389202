// Steps of plan-and-comment in the workspace `infra` of a checkout, as the workflows plan.yml and deploy.yml have them.
import path from "node:path";
import type { JobIdentity } from "../../rehearsal/github/index.ts";
import { DEPLOY_ROLE, PLAN_ROLE, REGION, pullRequestEvent, pushEvent } from "./cloud.ts";
import type { Cloud } from "./cloud.ts";
import { runBundle } from "./run-bundle.ts";
import type { BundleResult, BundleRun } from "./run-bundle.ts";

/** The job that deploys what pull request 11 brought to main. */
export const DEPLOY_JOB: Partial<JobIdentity> = {
  id: "infrastructure",
  eventName: "push",
  ref: "refs/heads/main",
  sha: pushEvent.payload.after,
  environment: "dev",
  workflow: "deploy",
};

export interface PlanStep {
  inputs?: Readonly<Record<string, string>>;
  /** Differences from the job of pull request 12. If the job has an environment, the step has the role that deploys. */
  job?: Partial<JobIdentity>;
  env?: Readonly<Record<string, string>>;
  /** Default: the event of pull request 12. */
  event?: NonNullable<BundleRun["event"]>;
}

/** A step of `DEPLOY_JOB`. */
export const APPLY_STEP: PlanStep = { job: DEPLOY_JOB, event: pushEvent };

/** Runs plan-and-comment. */
export async function runPlanStep(
  cloud: Cloud,
  workspace: string,
  { inputs, job: change = {}, env = {}, event = pullRequestEvent() }: PlanStep,
): Promise<BundleResult> {
  const job = await cloud.job(change);
  return await runBundle("plan-and-comment", {
    inputs: {
      "working-directory": "infra",
      "role-arn": change.environment === undefined ? PLAN_ROLE : DEPLOY_ROLE,
      "aws-region": REGION,
      ...inputs,
    },
    env: { ...job.env, ...env },
    event,
    workspace,
    directory: path.join(cloud.directory, "runs"),
    token: job.token,
  });
}
