import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BUCKET, DEPLOY_ROLE, PLAN_ROLE, REGION, pullRequestEvent } from "./cloud.ts";
import type { Cloud } from "./cloud.ts";
import { runBundle } from "./run-bundle.ts";
import type { BundleRun } from "./run-bundle.ts";

/** Inputs of plan-and-comment that apply the workspace that `initialise` writes. */
export const APPLY = {
  command: "apply",
  "working-directory": "infra",
  "role-arn": DEPLOY_ROLE,
  "aws-region": REGION,
  comment: "never",
};

/**
 * Writes the workspace `infra` into a checkout and initialises it. Its state is in `bucket`, under the name of the
 * checkout.
 * @param inputs changes to the inputs of setup-terraform-backend
 * @throws Error with the log if setup-terraform-backend or its post step fails
 */
export async function initialise(
  step: Omit<BundleRun, "inputs">,
  bucket: string,
  main: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<void> {
  mkdirSync(path.join(step.workspace, "infra"), { recursive: true });
  writeFileSync(path.join(step.workspace, "infra/main.tf"), main);
  const set = await runBundle("setup-terraform-backend", {
    ...step,
    inputs: {
      "working-directory": "infra",
      bucket,
      key: `${path.basename(step.workspace)}.tfstate`,
      "role-arn": DEPLOY_ROLE,
      "aws-region": REGION,
      ...inputs,
    },
  });
  const post = set.exitCode === 0 ? await set.post() : set;
  if (post.exitCode !== 0) throw new Error(post.stdout);
}

/**
 * Makes a checkout and initialises its workspace `infra` in a job of a pull request, with the role that plans.
 * @returns the folder of the checkout
 * @throws Error with the log if setup-terraform-backend fails
 */
export async function checkOutToPlan(
  cloud: Cloud,
  name: string,
  main: string,
  { env = {}, inputs = {} }: Partial<Pick<BundleRun, "env" | "inputs">> = {},
): Promise<string> {
  const workspace = path.join(cloud.directory, name);
  const job = await cloud.job();
  const directory = path.join(cloud.directory, "runs");
  const step = { env: { ...job.env, ...env }, event: pullRequestEvent(), workspace, directory };
  await initialise(step, BUCKET, main, { "role-arn": PLAN_ROLE, ...inputs });
  return workspace;
}
